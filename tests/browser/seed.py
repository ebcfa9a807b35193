"""What the site of the browser tests holds: the demo's definition, a small one, people, and
the reviewed AI systems.

Runs inside the site's own installation, by `manage.py shell`.
"""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from deliberation import actions
from deliberation.actions import moderation
from deliberation.actions.digests import token_of
from deliberation.demo.arguments import bring_arguments
from deliberation.demo.seed import bring_crowd, open_demo
from deliberation.exchange import catalogue, licences, reference_definitions, systems
from deliberation.exchange.systems_reading import REVIEWED
from deliberation.models import Admission, Criterion, Definition, Draft, Participant, Role, User
from surveys import actions as surveys
from surveys.demo import on_demo_prepared
from tests.browser.pages import SMALL

PEOPLE = 40

# Two votes of either class make a clause.
EASY: dict[str, Any] = {
    "quorum_votes": 2,
    "quorum_cell_votes": 1,
    "broad_support": "0.100",
    "bridging": "0.100",
    "required_classes": [],
}
CLASSES = (
    ("developers", "AI developers", "You build AI systems."),
    ("public", "Affected public", "AI systems are used on you or near you."),
)


def seed(*, people: int = PEOPLE) -> dict[str, Any]:
    """Fill an empty installation. Returns session keys: of one steward, and of people by slug.

    The list under "" is of people who take part in nothing. Also the versions of the demo's
    drafts, the latest first, a token that ends the steward's mails, the session of somebody who
    has begun the surveys, and what addresses of surveys are made of.
    """
    catalogue.load()
    licences.load()
    systems.load(REVIEWED)
    reference_definitions.load()
    demo, small = _demo(), _small()
    on_demo_prepared(definition=demo, say=str)
    sessions: dict[str, Any] = {"people": {"": [_session(_user()) for _ in range(people)]}}
    for definition in (demo, small):
        sessions["people"][definition.slug] = [
            _participant(definition, number) for number in range(people)
        ]
    steward = _user()
    TOTP.activate(steward, generate_totp_secret())
    for definition in (demo, small):
        Role.objects.create(definition=definition, user=steward, name=Role.Name.STEWARD)
    moderation.accept(
        proposal=demo.proposals.get(number=1), by=steward, reason="in-order", note="Seen and fine."
    )
    sessions["steward"] = _session(steward)
    sessions["token"] = token_of(steward)
    actions.assess_stale()
    sessions["answering"], sessions["places"] = _answering(demo), _places(demo)
    sessions["versions"] = [draft.version for draft in demo.drafts.latest_first()]
    return sessions


def _demo() -> Definition:
    """The demo's definition with two drafts, the first of them published."""
    definition = open_demo()
    bring_crowd(definition, wave=0)
    actions.aggregate(definition_id=definition.pk)
    for draft in definition.drafts.filter(status=Draft.Status.WORKING):
        actions.publish_draft(draft=draft)
    bring_crowd(definition, wave=1)
    bring_arguments(definition)
    actions.aggregate(definition_id=definition.pk)
    return definition


def _small() -> Definition:
    """Four proposals on two criteria, no vote yet, open to anyone with a browser."""
    slugs = ("training-data", "no-scale-cap")
    definition = actions.open_definition(
        slug=SMALL, title="Open Data", question="What must be open for data to be called so?",
        criteria=list(Criterion.objects.filter(slug__in=slugs)), classes=CLASSES,
        admission=Admission.GUESTS,
    )  # fmt: skip
    actions.change_ruleset(definition=definition, reason="Two votes are enough.", **EASY)
    for slug in slugs:
        for level in ("MUST", "SHOULD"):
            actions.open_proposal(
                definition=definition, criterion_slug=slug, level=level, requires="open",
                wording=f"Whoever publishes data {level} say where it comes from: {slug}.",
                rationale="Nobody can check what they cannot trace.", origin="seeded",
            )  # fmt: skip
    return definition


def _participant(definition: Definition, number: int) -> str:
    user = _user()
    _join(definition, user, number)
    return _session(user)


def _join(definition: Definition, user: User, number: int) -> Participant:
    classes = [each.slug for each in definition.stakeholder_classes.filter(is_guest=False)]
    return actions.join(
        definition=definition,
        user=user,
        pseudonym=f"tested-{number}",
        class_slug=classes[number % len(classes)],
    )


def _answering(definition: Definition) -> str:
    """Somebody halfway through the surveys, whose answers lead to all sections."""
    user = _user()
    person = _join(definition, user, PEOPLE)
    for survey in definition.surveys.select_related("current"):
        begun = surveys.start_response(survey=survey, participant=person, consents=True)
        if survey.slug == "what-it-means":
            given = {"role": "builds", "changed": "yes", "decided": "cap"}
            surveys.save_answers(response=begun, given=given)
    return _session(user)


def _places(definition: Definition) -> dict[str, Any]:
    """What addresses of surveys are made of: an idea, a survey and a section that is built."""
    survey = definition.surveys.get(slug="what-it-means")
    idea = survey.responses.filter(answers__has_key="idea").first()
    version = surveys.begin_version(survey=survey)
    return {
        "idea": str(idea.key), "survey": survey.pk, "section": version.sections.first().pk
    }  # fmt: skip


def _user() -> User:
    return User.objects.create_user(f"person-{User.objects.count()}@example.org")


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
