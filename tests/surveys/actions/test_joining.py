"""A survey and the deliberation: ideas, priorities, targets, and ballots with first votes."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from deliberation import actions as deliberation
from deliberation.models import Event, Mail
from surveys import actions, refusals
from surveys.models import BallotProposal, Drawn, Idea, Survey
from tests.surveys.questionnaire.builders import document, option, question, section

ASKED = document(section(
    "s", question("idea", "long-text", use="ideas"),
    question("cares", "ranking", use="priorities", options=[
        option("cap", link="no-scale-cap"), option("data", link="training-data")]),
    question("shares", "allocation", use="targets", options=[
        option("devs", link="developers"), option("res", link="researchers")]),
    question("ballot", "ballot", use="ballot", rows=[
        option("training-data", link="training-data"), option("weights", link="gone"),
        option("cap", link="no-scale-cap")]),
))  # fmt: skip


@pytest.fixture
def answered(ask):
    """Twelve people; six fill in the ballot, and two of them say the cap is not required."""
    asked = ask(ASKED)
    for number in range(12):
        ballot = {"training-data": ["use", "study"] if number else ["study"],
                  **({"cap": []} if number < 2 else {})}  # fmt: skip
        devs = (70, 75, 80)[number % 3]
        asked.answered({
            "cares": ["data", "cap"] if number < 7 else ["cap"],
            "shares": {"devs": devs, "res": 100 - devs},
            **({"ballot": ballot} if number < 6 else {}),
            **({"idea": "Name the sources of data."} if number == 3 else {}),
        })  # fmt: skip
    asked.snapshot = actions.take_snapshot(survey=Survey.objects.get(pk=asked.survey.pk))
    return asked


def test_a_moderator_makes_a_proposal_of_an_idea_in_two_clicks(answered):
    moot = answered.moot
    client = Client()
    client.force_login(moot.moderator())
    page = client.get(reverse("survey-ideas", args=["open-source-ai", "asked"]) + "?q=sources")
    response = answered.survey.responses.get(answers__idea__isnull=False)
    link = reverse("survey-idea", args=["open-source-ai", "asked", response.key, "idea"])
    assert link in page.content.decode()
    form = client.get(link).context["form"]
    answer = client.post(link, form.initial | {"rationale": ""})
    idea = Idea.objects.get()
    assert answer.url == idea.proposal.get_absolute_url()
    assert idea.proposal.author == response.participant
    assert "Name the sources of data." in idea.proposal.current.wording
    mail = Mail.objects.get(kind="idea")
    assert mail.to == response.participant.user.email
    assert response.participant.pseudonym in mail.text
    voter = moot.participant()
    assert moot.vote(voter, idea.proposal, "agree").is_new
    with pytest.raises(refusals.IdeaTaken):
        actions.propose_idea(
            response=response, question="idea", by=moot.moderator(), **{
                "criterion_slug": "training-data", "level": "MUST", "requires": "open",
                "wording": "It MUST be.",
            }
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [("sources", 1), ("NAME dat", 1), ("(the", 0), ("ata", 0), ("name else", 0), ("data.", 1),
     ("\x00", 1), (".*", 0)],
)  # fmt: skip
def test_open_answers_are_searched_word_by_word(answered, words, found):
    assert actions.open_answers(answered.survey, "idea", words).count() == found


def test_other_open_answers_are_read_by_stewards_with_the_right_to_export_them(ask):
    asked = ask(document(section("s", question("idea", "long-text", use="ideas"),
                                 question("case", "long-text"))))  # fmt: skip
    asked.answered({"idea": "Open it.", "case": "My own story."})
    address = reverse("survey-ideas", args=["open-source-ai", "asked"]) + "?question=case&q=story"
    steward, client = asked.moot.steward(), Client()
    client.force_login(steward)
    assert "My own story." not in client.get(address).content.decode()
    steward.user_permissions.add(Permission.objects.get(codename="export_personal"))
    page = client.get(address).content.decode()
    assert "My own story." in page
    assert "Make it a proposal" not in page
    moderator = Client()
    moderator.force_login(asked.moot.moderator())
    assert "My own story." not in moderator.get(address).content.decode()


def test_ideas_are_for_moderators(answered):
    address = reverse("survey-ideas", args=["open-source-ai", "asked"])
    assert Client().get(address).status_code == 403


def test_priorities_order_criteria_and_routing_and_change_no_draft(answered):
    moot = answered.moot
    data, cap = moot.proposal("training-data"), moot.proposal("no-scale-cap", level="MAY")
    events = Event.objects.count()
    drawn = actions.draw_priorities(snapshot=answered.snapshot, question="cares", by=moot.steward())
    assert Event.objects.count() == events
    assert drawn.numbers == {"training-data": 1.0, "no-scale-cap": pytest.approx(5 / 7, abs=1e-5)}
    assert drawn.what == Drawn.What.PRIORITIES
    first = [
        deliberation.next_proposals(moot.definition, moot.participant())[0].pk for _ in range(40)
    ]
    assert first.count(data.pk) > first.count(cap.pk)


def test_targets_become_a_ruleset_in_the_log(answered):
    actions.draw_targets(snapshot=answered.snapshot, question="shares", by=answered.moot.steward())
    ruleset = answered.moot.definition.rulesets.order_by("number").last()
    assert ruleset.target_shares == {"developers": 0.75, "researchers": 0.25}
    assert "asked" in ruleset.reason
    assert Event.objects.filter(kind="ruled", payload__ruleset=ruleset.number).exists()


def test_a_ballot_becomes_proposals_with_first_votes_once(answered):
    moot = answered.moot
    [opened] = actions.propose_ballot(snapshot=answered.snapshot, question="ballot")
    assert actions.propose_ballot(snapshot=answered.snapshot, question="ballot") == []
    proposal = opened.proposal
    assert (opened.component, opened.outcome) == ("training-data", "required")
    assert proposal.current.level == "MUST"
    assert "use 5, study 6, modify 0, share 0; 11 votes in all" in proposal.current.rationale
    changed = answered.survey.responses.order_by("pk").first().participant
    moot.vote(changed, proposal, "disagree")
    assert actions.bring_ballot_votes(brought=opened) == 5
    assert actions.bring_ballot_votes(brought=BallotProposal.objects.get()) == 5
    votes = [value for who, value in moot.log()]
    assert votes == [-1, 1, 1, 1, 1, 1]


def test_stewards_see_what_follows_and_let_it(answered, django_capture_on_commit_callbacks):
    client = Client()
    client.force_login(answered.moot.steward())
    address = reverse("survey-following", args=["open-source-ai", "asked"])
    page = client.get(address).content.decode()
    assert "the definition uses no criterion for it" not in page
    assert "a proposal with MUST" in page
    for key in ("cares", "shares", "ballot"):
        answer = client.post(reverse("survey-draw", args=["open-source-ai", "asked", key]))
        assert answer.url == address
    assert Drawn.objects.count() == 2
    assert "Proposal 1" in client.get(address).content.decode()
    assert Client().get(address).status_code == 403


def test_too_few_answers_give_nothing_to_draw(ask):
    asked = ask(ASKED)
    asked.answered({"cares": ["data"]})
    snapshot = actions.take_snapshot(survey=Survey.objects.get(pk=asked.survey.pk))
    with pytest.raises(refusals.NothingToDraw):
        actions.draw_priorities(snapshot=snapshot, question="cares", by=asked.moot.steward())
