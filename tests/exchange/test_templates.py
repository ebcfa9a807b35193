"""Templates: nothing is tied to one subject."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from deliberation import actions
from deliberation.actions import moderation
from deliberation.exchange import catalogue
from deliberation.exchange.templates import Template, open_from_template, template, templates
from deliberation.models import Criterion, Definition, User
from deliberation.refusals_governance import SlugTaken, UnknownTemplate

EASY = {"quorum_votes": 2, "quorum_cell_votes": 0, "broad_support": "0.1", "required_classes": []}


@pytest.mark.parametrize("chosen", templates(), ids=lambda each: each.name)
def test_a_template_opens_and_leads_to_a_draft(db: None, chosen: Template) -> None:
    definition = open_from_template(chosen, slug="trial")
    assert definition.phase == "setup"
    assert definition.criteria.count() == len(chosen.content["criteria"]) >= 12
    assert definition.proposals.count() == len(chosen.content["proposals"]) >= 10
    actions.change_ruleset(definition=definition, reason="For tests.", **EASY)
    actions.change_phase(definition=definition, phase="deliberation")
    for number in range(6):
        participant = actions.join(
            definition=definition,
            user=User.objects.create_user(f"u{number}@example.org"),
            pseudonym=f"voter-{number}",
            class_slug=chosen.content["definition"]["classes"][number % 5][0],
        )
        for proposal in definition.proposals.all():
            actions.cast_vote(participant=participant, proposal=proposal, value=1)
    actions.aggregate(definition_id=definition.pk)
    assert definition.drafts.get().clauses.count() >= 8


@pytest.mark.parametrize("chosen", templates(), ids=lambda each: each.name)
def test_every_criterion_names_where_others_ask_the_same(chosen: Template) -> None:
    for criterion in chosen.content["criteria"]:
        assert criterion["references"], criterion["slug"]
        assert criterion["title"]
        assert criterion["description"]
        assert [step["level"] for step in criterion["scale"]] == ["closed", "partial", "open"]
    assert all(each["url"].startswith("https://") for each in chosen.content["sources"])


def test_they_share_no_criterion_with_the_catalogue_of_open_source_ai(db: None) -> None:
    catalogue.load()
    here = set(Criterion.objects.values_list("slug", flat=True))
    slugs = [each["slug"] for one in templates() for each in one.content["criteria"]]
    assert not here & set(slugs)
    assert len(set(slugs)) == len(slugs)
    for one in templates():
        open_from_template(one)
    catalogue.load()
    assert Criterion.objects.count() == len(here) + len(slugs)


def test_opening_it_twice_needs_another_address(db: None) -> None:
    open_from_template(template("sustainable-ai"))
    with pytest.raises(SlugTaken):
        open_from_template(template("sustainable-ai"))
    assert open_from_template(template("sustainable-ai"), slug="again").criteria.count() == 12
    with pytest.raises(UnknownTemplate, match="choose one of open-data, sustainable-ai"):
        template("nothing")


def test_the_command_opens_one_with_its_steward(moot: Any) -> None:
    out, steward = io.StringIO(), moot.user()
    call_command("open_from_template", stdout=out)
    assert "sustainable-ai: Sustainable AI" in out.getvalue()
    call_command("open_from_template", "sustainable-ai", steward=steward.email, stdout=out)
    definition = Definition.objects.get(slug="sustainable-ai")
    assert definition.roles.get().user == steward
    for bad in (["nothing"], ["sustainable-ai"]):
        with pytest.raises(CommandError):
            call_command("open_from_template", *bad, stdout=out)


def test_a_clone_has_settings_and_open_proposals_and_no_people(moot: Any) -> None:
    steward = moot.steward()
    actions.change_ruleset(
        definition=moot.definition, reason="x", margin="0.1", required_classes=["researchers"]
    )
    kept, closed = moot.proposal(), moot.proposal("no-scale-cap")
    moot.votes(kept, agree=3)
    moderation.lock(proposal=closed, by=steward, reason="settled", note="Settled.")
    moot.definition.criterion_uses.filter(criterion__slug="no-scale-cap").update(competing=False)
    clone = actions.clone_definition(
        definition=moot.definition, by=steward, slug="second", title="Second try"
    )
    assert (clone.phase, clone.roles.get().user) == ("setup", steward)
    assert list(clone.criterion_uses.values_list("criterion__slug", "competing")) == [
        ("training-data", True), ("no-scale-cap", False),
    ]  # fmt: skip
    assert [each.current.wording for each in clone.proposals.all()] == [
        "The training data MUST be published."
    ]
    ruleset = clone.rulesets.latest("number")
    assert (str(ruleset.margin), ruleset.required_classes) == ("0.100", ["researchers"])
    assert not clone.participants.exists()
    assert not clone.events.votes().exists()
    bare = actions.clone_definition(
        definition=moot.definition, by=steward, slug="third", title="T", with_proposals=False
    )
    assert not bare.proposals.exists()
    with pytest.raises(SlugTaken):
        actions.clone_definition(
            definition=moot.definition, by=steward, slug="third", title="Again"
        )
