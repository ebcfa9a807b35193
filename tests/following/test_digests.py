"""From what happens to the e-mail that tells it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deliberation import actions, mail
from deliberation.models import Follow, Frequency, Mail, Notice, Participant, StandingChange, User
from tests.following.conftest import MONDAY

pytestmark = pytest.mark.django_db


def test_a_follower_of_a_definition_hears_of_a_new_proposal_in_text_and_html(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition)
    moot.proposal(wording="Weights <b>MUST</b> be published.")
    post.run()
    [message] = post.postbox.to(reader.email)
    assert message["To"] == reader.email
    assert message["Subject"] == "Open Source AI: New: proposal 1 on Training data."
    plain = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "Weights <b>MUST</b> be published." in plain
    assert "Weights &lt;b&gt;MUST&lt;/b&gt; be published." in html
    link = "https://moot.example.org/d/open-source-ai/proposals/1/"
    assert link in plain
    assert f'href="{link}"' in html


def test_a_digest_names_one_click_unsubscribing_in_its_headers_and_a_post_there_ends_it(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition)
    moot.proposal()
    post.run()
    [message] = post.postbox.to(reader.email)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>").removeprefix("https://moot.example.org")
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(
        address,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    moot.proposal()
    post.run(timezone.now() + timedelta(days=8))
    assert len(post.postbox.to(reader.email)) == 1


def test_a_new_draft_is_told_with_what_changed(easy: Any, reader: User, post: Any) -> None:
    easy.votes(easy.proposal(level="SHOULD"), agree=3)
    easy.draft()
    post.follow(reader, easy.definition)
    easy.votes(easy.proposal("no-scale-cap", level="MUST NOT"), agree=4)
    easy.votes(easy.proposal(level="MUST"), agree=9)
    actions.spread_news()
    Notice.objects.all().delete()
    easy.draft()
    post.run()
    text = post.text(reader)
    assert "Draft 0.2.0: 1 clause added, 1 clause at a new level." in text
    assert "No scale cap: added" in text
    assert "https://moot.example.org/d/open-source-ai/diff/0.1.0/0.2.0/" in text


def test_several_drafts_are_told_as_one_difference(easy: Any, reader: User, post: Any) -> None:
    easy.votes(easy.proposal(level="SHOULD"), agree=3)
    easy.draft()
    post.follow(reader, easy.definition, "daily")
    easy.votes(easy.proposal("no-scale-cap", level="SHOULD"), agree=3)
    easy.draft()
    easy.votes(easy.proposal(level="MUST"), agree=9)
    last = easy.draft().version
    post.run(timezone.now())
    post.run(MONDAY + timedelta(hours=1))
    text = post.text(reader)
    assert f"/diff/0.1.0/{last}/" in text
    assert text.count("Draft 0.") == 1


def test_a_follower_of_a_proposal_hears_that_it_was_adopted_and_its_history_says_so(
    easy: Any, reader: User, post: Any
) -> None:
    proposal = easy.proposal()
    post.follow(reader, proposal)
    post.run()
    easy.votes(proposal, agree=3)
    easy.draft()
    post.run()
    assert "Adopted in draft 0.1.0: proposal 1 on Training data. It was undecided." in post.text(
        reader
    )
    change = StandingChange.objects.get(proposal=proposal)
    assert (change.before, change.after) == ("undecided", "adopted")
    assert change.draft == easy.definition.drafts.get()


def test_a_standing_that_went_and_came_back_is_not_told(easy: Any, reader: User, post: Any) -> None:
    proposal = easy.proposal()
    voters = easy.votes(proposal, agree=3)
    easy.draft()
    post.follow(reader, proposal, "daily")
    for value in ("disagree", "agree"):
        for voter in voters:
            easy.vote(voter, proposal, value)
        easy.aggregate()
    post.run()
    post.run(MONDAY + timedelta(hours=1))
    assert StandingChange.objects.filter(proposal=proposal).count() == 3
    assert post.texts(reader) == []


def test_a_run_that_changes_no_standing_writes_no_history(easy: Any) -> None:
    proposal = easy.proposal()
    easy.votes(proposal, agree=3)
    easy.draft()
    easy.votes(proposal, agree=1)
    easy.aggregate()
    assert StandingChange.objects.count() == 1


def test_a_follower_of_a_proposal_hears_of_revisions_and_of_nothing_else_there(
    moot: Any, reader: User, post: Any
) -> None:
    proposal = moot.proposal()
    post.follow(reader, proposal)
    moot.proposal()
    actions.revise_proposal(
        proposal=proposal,
        level="MUST",
        requires="open",
        wording="All of it MUST be published.",
        is_substantive=True,
    )
    post.run()
    text = post.text(reader)
    assert "Reworded: proposal 1 on Training data. Votes start anew on revision 2." in text
    assert "All of it MUST be published." in text
    assert "proposal 2" not in text


def test_a_follower_of_a_criterion_hears_of_its_proposals_alone(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition.criterion_uses.get(criterion__slug="no-scale-cap"))
    moot.proposal("training-data")
    moot.proposal("no-scale-cap")
    post.run()
    text = post.text(reader)
    assert "New: proposal 2 on No scale cap." in text
    assert "Training data" not in text


def test_arguments_on_a_followed_proposal_are_told_and_withdrawn_ones_are_not(
    moot: Any, reader: User, post: Any
) -> None:
    proposal = moot.proposal()
    post.follow(reader, proposal)
    ada, bob = moot.participants(2)
    actions.argue(participant=ada, proposal=proposal, side="against", text="Privacy forbids it.")
    argued = actions.argue(participant=bob, proposal=proposal, side="for", text="It is needed.")
    actions.withdraw_argument(participant=bob, argument=argued.argument)
    post.run()
    text = post.text(reader)
    assert "An argument against proposal 1 on Training data." in text
    assert "Privacy forbids it." in text
    assert "It is needed." not in text


def test_publishing_and_phases_are_told(easy: Any, reader: User, post: Any) -> None:
    easy.votes(easy.proposal(), agree=3)
    draft = easy.draft()
    post.run()
    post.follow(reader, easy.definition)
    actions.publish_draft(draft=draft)
    actions.change_phase(definition=easy.definition, phase="convergence")
    post.run()
    text = post.text(reader)
    assert "Draft 0.1.0 is published" in text
    assert "Convergence has begun" in text


def test_who_did_it_is_not_told_of_it(moot: Any, reader: User, post: Any) -> None:
    author: Participant = moot.participant()
    post.follow(author.user, moot.definition)
    post.follow(reader, moot.definition)
    moot.proposal(author=author, origin="participant")
    post.run()
    assert post.texts(author.user) == []
    assert len(post.texts(reader)) == 1


def test_what_two_follows_concern_is_told_once(moot: Any, reader: User, post: Any) -> None:
    post.follow(reader, moot.definition, "weekly")
    post.follow(reader, moot.definition.criterion_uses.get(criterion__slug="training-data"))
    moot.proposal("training-data")
    post.run()
    post.run(MONDAY + timedelta(hours=2))
    assert len(post.texts(reader)) == 1


@pytest.mark.parametrize(
    ("frequency", "wait"),
    [("daily", timedelta(days=1)), ("weekly", timedelta(days=7))],
)
def test_digests_go_out_at_the_stated_hour_and_are_caught_up_with(
    moot: Any, reader: User, post: Any, frequency: str, wait: timedelta
) -> None:
    post.follow(reader, moot.definition, frequency)
    moot.proposal()
    actions.spread_news(at=MONDAY)
    post.run(MONDAY + timedelta(minutes=59))
    assert post.texts(reader) == []
    post.run(MONDAY + timedelta(hours=1))
    assert len(post.texts(reader)) == 1
    moot.proposal()
    actions.spread_news(at=MONDAY + timedelta(hours=2))
    post.run(MONDAY + wait)
    assert len(post.texts(reader)) == 1, "an hour too early"
    post.run(MONDAY + wait + timedelta(hours=5))
    assert len(post.texts(reader)) == 2, "the scheduler slept for four hours"


def test_what_comes_soon_after_an_immediate_digest_comes_together(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition)
    moot.proposal()
    post.run(MONDAY)
    for minute in (1, 5):
        moot.proposal()
        post.run(MONDAY + timedelta(minutes=minute))
    assert len(post.texts(reader)) == 1
    post.run(MONDAY + timedelta(minutes=10))
    assert "Open Source AI: 2 changes" in post.postbox.to(reader.email)[1]["Subject"]


def test_what_happened_while_all_is_off_is_not_told_later(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition)
    moot.proposal()
    actions.spread_news()
    actions.change_digest(user=reader, frequency=Frequency.OFF)
    moot.proposal()
    actions.spread_news()
    actions.change_digest(user=reader, frequency=Frequency.IMMEDIATE)
    post.run()
    assert post.texts(reader) == []


def test_a_rejected_proposal_is_not_quoted(moot: Any, reader: User, post: Any) -> None:
    post.follow(reader, moot.definition)
    spam = moot.proposal(wording="Pills MUST be bought.")
    moot.decide("reject", spam, note="Not about AI.")
    post.run()
    assert post.texts(reader) == []


def test_news_of_a_definition_that_went_back_to_setup_are_not_told(
    moot: Any, reader: User, post: Any
) -> None:
    post.follow(reader, moot.definition)
    moot.proposal()
    actions.change_phase(definition=moot.definition, phase="setup")
    post.run()
    assert post.texts(reader) == []


def test_one_address_that_fails_holds_up_nobody(moot: Any, reader: User, post: Any) -> None:
    broken, other = moot.user("broken@example.org"), moot.user("other@example.org")
    for user in (broken, reader, other):
        post.follow(user, moot.definition)
    post.postbox.answers[broken.email] = "451 Try later"
    moot.proposal()
    post.run()
    assert len(post.texts(reader)) == len(post.texts(other)) == 1
    stored = Mail.objects.get(to=broken.email)
    assert "Try later" in stored.reason
    post.postbox.answers.clear()
    assert mail.deliver(stored.pk, at=timezone.now() + timedelta(minutes=2))
    assert len(post.texts(broken)) == 1


def test_a_digest_that_cannot_be_composed_holds_up_nobody(
    moot: Any, reader: User, post: Any, monkeypatch: Any
) -> None:
    broken = moot.user("broken@example.org")
    for user in (broken, reader):
        post.follow(user, moot.definition)
    moot.proposal()
    language_of = mail.language_of

    def failing(user: User) -> str:
        if user == broken:
            raise RuntimeError("broken")
        return language_of(user)

    with monkeypatch.context() as patch:
        patch.setattr(mail, "language_of", failing)
        post.run()
    assert len(post.texts(reader)) == 1
    post.run()
    assert len(post.texts(broken)) == 1, "nothing of it was marked as told"


def test_unfollowing_drops_what_waited(moot: Any, reader: User, post: Any) -> None:
    post.follow(reader, moot.definition, "daily")
    moot.proposal()
    actions.spread_news()
    assert actions.unfollow(user=reader, target=moot.definition)
    post.run(MONDAY + timedelta(days=8))
    assert post.texts(reader) == []
    assert not Follow.objects.exists()


def test_old_news_and_the_log_of_mails_are_dropped_and_history_stays(
    easy: Any, reader: User, post: Any
) -> None:
    post.follow(reader, easy.definition)
    easy.votes(easy.proposal(), agree=3)
    easy.draft()
    post.run()
    actions.forget_old_news(at=timezone.now() + timedelta(days=91))
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()
    assert StandingChange.objects.exists()
    assert Follow.objects.exists()
