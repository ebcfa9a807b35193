"""The moderation queue: what stands in it, what is decided by it, and at which cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import Decision, KeptApart, Phase, Proposal, SavedReply
from tests.admin.conftest import ALIKE, proposed

QUEUE = "/admin/queue/open-source-ai/"


def keys(client: Client, **filters: Any) -> list[str]:
    return [case.key for case, _after, _refused in client.get(QUEUE, filters).context["cases"]]


def subject(case: Any) -> Any:
    return getattr(case.about, "proposed", case.about)


def decide(client: Client, deed: str, *cases: str, **fields: str) -> Any:
    return client.post(QUEUE, {"case": cases, "deed": deed, "next": "queue"} | fields)


def test_every_kind_of_case_stands_there_the_oldest_first(
    full: Any, moderator: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(18):
        page = moderator.get(QUEUE)
    cases = [case for case, _after, _refused in page.context["cases"]]
    assert {case.kind for case in cases} == {
        "proposal", "amendment", "flag", "appeal", "verification", "duplicate", "votes",
        "evidence", "dispute",
    }  # fmt: skip
    assert [case.since for case in cases] == sorted(case.since for case in cases)
    assert "It sells." in page.content.decode()


def test_thirty_cases_cost_no_more_queries(
    moot: Any, ada: Any, moderator: Client, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.PROPOSALS_A_DAY = 50
    for number in range(32):
        proposal = proposed(moot, ada, f"Part {number} MUST be published in form {number * 7}.")
        moderation.flag(participant=moot.participant(), subject=proposal, kind="spam")
    with django_assert_max_num_queries(18):
        assert len(moderator.get(QUEUE).context["cases"]) == 30


def test_kinds_and_age_filter(full: Any, moderator: Client) -> None:
    assert keys(moderator, kind="flag") == [f"flag-{full['flag'].pk}"]
    assert keys(moderator, days=3) == []
    full["flag"].at = timezone.now() - timedelta(days=4)
    full["flag"].save()
    assert keys(moderator, days=3) == [f"flag-{full['flag'].pk}"]
    page = moderator.get(QUEUE, {"days": 7}).content.decode()
    assert "Show everything that waits" in page
    assert moderator.get(QUEUE, {"days": "<b>", "kind": "x"}).status_code == 200


def test_a_similar_one_stands_beside_with_the_words_that_differ(
    full: Any, moderator: Client
) -> None:
    page = moderator.get(QUEUE, {"kind": "proposal"})
    beside = {case.about.pk: case.beside for case, *_ in page.context["cases"]}
    assert beside[full["proposal"].pk][0].proposal == full["alike"]
    assert "<ins>" in page.content.decode()
    assert "<del>" in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "deed", "done"),
    [
        ("proposal", "accept", lambda each: each.moderation == "accepted"),
        ("proposal", "reject", lambda each: each.moderation == "rejected"),
        ("proposal", "hide", lambda each: each.moderation == "hidden"),
        ("amendment", "accept", lambda each: each.accepted_id == each.current_id),
        ("flag", "dismiss", lambda each: each.state == "dismissed"),
        ("flag", "flag-hide", lambda each: each.state == "upheld"),
        ("verification", "verify", lambda each: each.state == "verified"),
        ("verification", "decline", lambda each: each.state == "declined"),
        ("appeal", "uphold", lambda each: each.outcome.kind == "restore"),
        ("appeal", "keep-decision", lambda each: each.outcome.kind == "dismiss-appeal"),
        ("evidence", "accept-evidence", lambda each: each.evidence.level == "closed"),
        ("evidence", "decline-evidence", lambda each: each.state == "declined"),
        ("dispute", "uphold-record", lambda each: each.state == "upheld"),
        ("dispute", "strike-record", lambda each: each.state == "struck"),
    ],
)
def test_what_a_button_says_is_done(
    full: Any, moderator: Client, kind: str, deed: str, done: Any
) -> None:
    about = full[kind]
    page = moderator.get(QUEUE, {"kind": kind}).context["cases"]
    (key,) = [case.key for case, *_ in page if subject(case).pk == about.pk]
    answer = decide(moderator, deed, key, reason="spam", note="As the policy says.")
    assert answer.status_code == 302
    about = type(about).objects.get(pk=about.pk)
    assert done(about)
    assert key not in keys(moderator)


def test_without_a_note_nothing_is_rejected_and_what_was_typed_is_kept(
    full: Any, moderator: Client
) -> None:
    (key, *_) = keys(moderator, kind="proposal")
    answer = decide(moderator, "reject", key, reason="unclear", note="  ")
    assert answer.status_code == 422
    assert "Give a public note" in answer.content.decode()
    assert '<option value="unclear" selected>' in answer.content.decode()
    assert not Decision.objects.filter(kind="reject", note="").exists()


def test_a_saved_reply_gives_reason_and_note(moot: Any, full: Any, moderator: Client) -> None:
    reply = SavedReply.objects.create(
        definition=moot.definition, title="Spam", reason="spam", text="This sells something."
    )
    foreign = SavedReply.objects.create(
        definition=type(moot.definition).objects.get(slug="open-data"),
        title="Theirs", reason="spam", text="Not ours.",
    )  # fmt: skip
    key, *_ = keys(moderator, kind="proposal")
    assert decide(moderator, "reject", key, reply=str(foreign.pk)).status_code == 422
    decide(moderator, "reject", key, reply=str(reply.pk), reason="other")
    made = Decision.objects.filter(kind="reject").first()
    assert (made.reason, made.note) == ("spam", "This sells something.")


def test_several_at_once_and_those_that_cannot_be_are_named(
    moot: Any, ada: Any, enter: Any
) -> None:
    moderator = moot.moderator()
    mine = actions.join(
        definition=moot.definition, user=moderator, pseudonym="mine", class_slug="developers"
    )
    first, second = proposed(moot, ada), proposed(moot, ada, "Weights MUST be free to take away.")
    own = proposed(moot, mine, "Licences MUST be short enough to be read by anybody at all.")
    client = enter(moderator)
    chosen = keys(client, kind="proposal")
    page = client.get(QUEUE).content.decode()
    assert "This is your own case" in page
    decide(client, "accept", *chosen)
    states = [type(each).objects.get(pk=each.pk).moderation for each in (first, second, own)]
    assert states == ["accepted", "accepted", "unmoderated"]


def test_duplicates_are_kept_apart_for_good_or_merged(moot: Any, full: Any, moderator: Any) -> None:
    (key,) = keys(moderator, kind="duplicate")
    decide(moderator, "keep-both", key)
    assert keys(moderator, kind="duplicate") == []
    KeptApart.objects.all().delete()
    decide(moderator, "merge", key, note="They ask the same.")
    full["alike"].refresh_from_db()
    assert full["alike"].merged_into == full["proposal"]


def test_whoever_decided_first_does_not_see_the_buttons_of_the_appeal(
    full: Any, enter: Any
) -> None:
    first = full["appeal"].first_by
    page = enter(first).get(QUEUE, {"kind": "appeal"})
    assert page.context["cases"][0][0].choices == ()


def test_only_stewards_dismiss_suspected_votes(
    full: Any, moderator: Client, steward: Client
) -> None:
    key = f"votes-{full['votes'].pk}"
    assert decide(moderator, "no-suspicion", key, note="A class of students.").status_code == 422
    decide(steward, "no-suspicion", key, note="A class of students.")
    full["votes"].refresh_from_db()
    assert full["votes"].state == "dismissed"


def test_a_queue_of_others_is_not_there(moderator: Client) -> None:
    assert moderator.get("/admin/queue/open-data/").status_code == 404
    assert moderator.get("/admin/queue/", follow=True).redirect_chain[-1][0] == QUEUE


def test_an_observer_looks_and_cannot_decide(moot: Any, full: Any, enter: Any) -> None:
    user = moot.with_second_factor(moot.user())
    moot.definition.roles.create(user=user, name="observer")
    client = enter(user)
    key, *_ = keys(client, kind="proposal")
    assert decide(client, "accept", key).status_code == 422
    assert Proposal.objects.get(pk=full["proposal"].pk).moderation == "unmoderated"


def test_an_empty_queue_says_so(moderator: Client) -> None:
    assert "Nothing waits" in moderator.get(QUEUE).content.decode()


def test_the_overview_counts_what_waits_with_its_age(
    full: Any, moderator: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(18):
        page = moderator.get("/admin/")
    (overview,) = page.context["overviews"]
    assert {each.kind: each.number for each in overview.waits} == {
        "proposal": 2, "amendment": 1, "flag": 1, "appeal": 1, "verification": 1, "votes": 1,
        "evidence": 2, "dispute": 1,
    }  # fmt: skip
    html = page.content.decode()
    assert f"{QUEUE}?kind=appeal" in html
    assert "AI developers" in html
    assert "Open Data" not in html


def test_the_overview_is_clear_when_nothing_waits(moderator: Client) -> None:
    assert "Nothing waits" in moderator.get("/admin/").content.decode()


def case_of(client: Client, kind: str, about: Any) -> Any:
    cases = [each for each, *_ in client.get(QUEUE, {"kind": kind}).context["cases"]]
    return next((case for case in cases if subject(case).pk == about.pk), None)


def test_evidence_that_contradicts_stands_beside_or_replaces(full: Any, moderator: Client) -> None:
    deeds = ["accept-evidence", "decline-evidence"]
    case = case_of(moderator, "evidence", full["rival"])
    assert [each.deed for each in case.choices] == deeds
    decide(moderator, "accept-evidence", f"evidence-{full['evidence'].pk}", note="It says so.")
    case = case_of(moderator, "evidence", full["rival"])
    assert [each.deed for each in case.choices] == [*deeds, "replace-evidence"]
    assert "https://example.org/closed" in case.said
    decide(moderator, "accept-evidence", case.key, note="Both may be right.")
    (dispute,) = full["rival"].system.evidence.get(level="closed").disputes.all()
    case = case_of(moderator, "dispute", dispute)
    assert "replace-record" in [each.deed for each in case.choices]
    decide(moderator, "replace-record", case.key, note="The later one holds.")
    assert full["rival"].system.evidence.current().filter(level="open").count() == 2


def test_nobody_decides_on_evidence_of_their_own(full: Any, moot: Any, enter: Any) -> None:
    own = full["evidence"].proposed_by
    moot.with_second_factor(own)
    own.roles.create(definition=moot.definition, name="moderator")
    client = enter(own)
    case = case_of(client, "evidence", full["evidence"])
    assert (case.is_own, case.choices) == (True, ())
    decide(client, "accept-evidence", case.key, note="Mine.")
    full["evidence"].refresh_from_db()
    assert full["evidence"].state == "waiting"


def test_evidence_on_other_criteria_and_before_opening_is_not_this_queues(
    full: Any, moot: Any, moderator: Client
) -> None:
    moot.definition.criterion_uses.filter(criterion__slug="no-scale-cap").delete()
    assert case_of(moderator, "dispute", full["dispute"]) is None
    assert case_of(moderator, "evidence", full["evidence"])
    actions.change_phase(definition=moot.definition, phase=Phase.SETUP)
    assert case_of(moderator, "evidence", full["evidence"]) is None


def test_an_amendment_that_waits_is_published_from_the_queue(
    moot: Any, ada: Any, moderator: Client
) -> None:
    accepted = proposed(moot, ada)
    moderation.accept(proposal=accepted, by=moot.moderator())
    moderation.change_moderation(
        definition=moot.definition, moderates_first=True, by=moot.steward(), reason="Much spam."
    )
    actions.revise_proposal(
        proposal=accepted, level="MUST", requires="open", is_substantive=True, author=ada,
        wording=ALIKE,
    )  # fmt: skip
    (key,) = keys(moderator, kind="held")
    assert ALIKE in moderator.get(QUEUE).content.decode()
    overview = moderator.get("/admin/").content.decode()
    assert "kind=held" in overview
    decide(moderator, "accept-amendment", key)
    accepted.refresh_from_db()
    assert accepted.current.wording == ALIKE
    assert keys(moderator, kind="held") == []
