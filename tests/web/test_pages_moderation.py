"""Moderation's pages: for everybody, for authors and flaggers, for moderators."""

import pytest

from deliberation import actions
from deliberation.actions import moderation
from deliberation.models import Decision, Flag, Proposal

HOME = "/d/open-source-ai/"
LOG = f"{HOME}moderation/"
NOTE = "It names a private person."


@pytest.fixture
def ada(moot):
    return moot.participant()


@pytest.fixture
def proposal(moot, ada) -> Proposal:
    return moot.proposal(author=ada, origin="participant")


@pytest.fixture
def signed(client):
    def sign(user):
        client.force_login(user)
        return client

    return sign


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_log_tells_every_decision_and_narrows(moot, client, proposal):
    assert "Nothing has been decided yet" in said(client.get(LOG))
    other = moot.proposal()
    moot.decide("reject", proposal, note=NOTE)
    moot.decide("hide", other)
    page = said(client.get(LOG))
    assert "2 decisions" in page
    assert NOTE in page
    assert "Proposal 2 was hidden" not in said(client.get(f"{LOG}?kind=reject"))
    assert "Proposal 1 was rejected" not in said(client.get(f"{LOG}?proposal=2"))
    assert "No decision matches" in said(client.get(f"{LOG}?reason=spam"))
    assert client.get(f"{LOG}?kind=nonsense&proposal=x&page=9").status_code == 200


def test_the_log_costs_no_more_queries_with_more_decisions(
    moot, client, django_assert_max_num_queries
):
    for _ in range(8):
        moot.decide("reject", moot.proposal())
    with django_assert_max_num_queries(12):
        client.get(LOG)


def test_the_log_comes_as_csv_and_as_a_feed(moot, client, proposal):
    moot.decide("reject", proposal, note="=1+1 is no reason.")
    answer = client.get(f"{HOME}moderation.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("number,at,decision,proposal")
    assert "'=1+1 is no reason." in lines[1]
    assert "@" not in lines[1].replace("https://", "")
    feed = client.get(f"{HOME}moderation.atom").content.decode()
    assert "Proposal 1 was rejected" in feed
    assert "=1+1" in feed


def test_a_moderator_rejects_the_author_appeals_another_restores(moot, signed, ada, proposal):
    page = f"{HOME}proposals/1/"
    client = signed(moot.moderator())
    assert "Decide on it" in said(client.get(page))
    answer = client.post(f"{page}moderate/", {"deed": "reject", "reason": "private", "note": NOTE})
    assert answer.status_code == 302
    decision = Decision.objects.get()
    address = f"{LOG}{decision.number}/"
    client = signed(ada.user)
    assert NOTE in said(client.get(page))
    assert "Why the decision is wrong" in said(client.get(address))
    assert client.post(address, {"statement": ""}).status_code == 422
    client.post(address, {"statement": "It is a public office."})
    assert "It is a public office." in said(client.get(address))
    client = signed(decision.by)
    answer = client.post(f"{address}appeal/", {"upheld": "yes", "note": "Well."}, follow=True)
    assert "Another moderator decides" in said(answer)
    client = signed(moot.moderator())
    client.post(f"{address}appeal/", {"upheld": "yes", "note": "It is indeed."})
    proposal.refresh_from_db()
    assert proposal.moderation == "accepted"
    client.logout()
    page = said(client.get(LOG))
    assert "Decision 1 on Proposal 1 was undone." in page
    assert "appeal upheld" in page


def test_others_see_neither_forms_nor_queue_nor_somebody_elses_flag(moot, client, signed, proposal):
    ben = moot.participant()
    moderation.flag(participant=ben, subject=proposal, kind="spam", note="Look at the link.")
    for path in ("moderation/queue/", "proposals/1/moderate/", "proposals/1/moderate/split/"):
        assert client.get(HOME + path).status_code == 403
    assert client.get(f"{LOG}flags/1/").status_code == 404
    as_other = signed(moot.participant().user)
    assert as_other.get(f"{LOG}flags/1/").status_code == 404
    assert b"Moderate" not in as_other.get(f"{HOME}proposals/1/").content
    assert b"Look at the link." in signed(ben.user).get(f"{LOG}flags/1/").content


def test_a_participant_flags_and_a_moderator_decides(moot, signed, proposal):
    ben = moot.participant()
    client = signed(ben.user)
    assert "What is wrong with it" in said(client.get(f"{HOME}proposals/1/flag/"))
    assert client.post(f"{HOME}proposals/1/flag/", {"kind": ""}).status_code == 422
    answer = client.post(f"{HOME}proposals/1/flag/", {"kind": "spam", "note": ""}, follow=True)
    assert "Received: flag 1" in said(answer)
    client = signed(moot.moderator())
    assert "Flag 1: Proposal 1" in said(client.get(f"{LOG}queue/"))
    client.post(
        f"{LOG}flags/1/decide/", {"deed": "dismiss", "reason": "in-order", "note": "It sells none."}
    )
    assert Flag.objects.get().state == "dismissed"
    assert "It sells none." in said(signed(ben.user).get(f"{LOG}flags/1/"))
    assert "dismissed" in said(client.get(f"{LOG}mine/"))


def test_hidden_words_are_read_by_author_and_moderators_alone(moot, client, signed, ada, proposal):
    words = "The training data"
    moot.decide("hide", proposal, note=NOTE)
    for path in (
        "proposals/1/",
        "criteria/training-data/",
        "search/?q=published",
        "moderation/1/",
        "proposals.atom",
        "vote/?proposal=1",
    ):
        assert words not in said(client.get(HOME + path)), path
    page = said(client.get(f"{HOME}proposals/1/"))
    assert "Hidden by moderation." in page
    assert NOTE in page
    assert words in said(signed(ada.user).get(f"{HOME}proposals/1/"))
    assert words in said(signed(moot.moderator()).get(f"{HOME}proposals/1/"))


def test_what_waits_is_seen_by_its_author_and_moderators_alone(moot, client, signed, ada):
    moderation.change_moderation(
        definition=moot.definition, moderates_first=True, by=moot.steward(), reason="Much spam."
    )
    proposal = moot.proposal(author=ada, origin="participant", wording="All data MUST be open.")
    page = f"{HOME}proposals/{proposal.number}/"
    assert client.get(page).status_code == 404
    assert b"All data" not in client.get(f"{HOME}criteria/training-data/").content
    assert "Waiting for moderation" in said(signed(ada.user).get(page))
    client = signed(moot.moderator())
    assert "Waiting for moderation" in said(client.get(page))
    assert "All data" in said(client.get(f"{LOG}queue/"))
    client.post(
        f"{page}moderate/",
        {"deed": "accept", "reason": "in-order", "note": "In order.", "back": "queue"},
    )
    client.logout()
    assert client.get(page).status_code == 200


def test_a_moderator_splits_and_the_old_page_leads_to_the_parts(moot, signed, client, proposal):
    part = {"criterion": "training-data", "level": "MUST", "requires": "open"}
    first = {f"a-{k}": v for k, v in (part | {"wording": "Data MUST be listed."}).items()}
    second = {f"b-{k}": v for k, v in (part | {"wording": "Data MUST be free."}).items()}
    signed(moot.moderator())
    answer = client.post(
        f"{HOME}proposals/1/moderate/split/",
        first | second | {"deed": "split", "reason": "two-things", "note": "It says two things."},
    )
    assert answer.status_code == 302
    client.logout()
    page = said(client.get(f"{HOME}proposals/1/"))
    assert "/proposals/2/" in page
    assert "/proposals/3/" in page
    assert "Part of" in said(client.get(f"{HOME}proposals/2/"))


def test_a_moderator_rewords(moot, signed, client, proposal):
    signed(moot.moderator())
    address = f"{HOME}proposals/1/moderate/reword/"
    words = {"level": "MUST", "requires": "open", "rationale": "", "read": "1",
             "reason": "unclear", "note": "Clearer."}  # fmt: skip
    new = words | {"wording": "All else MUST change entirely here.", "change": "editorial"}
    assert "more than an editorial amendment" in said(client.post(address, new))
    client.post(address, words | {"wording": "Training data MUST be published.",
                                  "change": "substantive"})  # fmt: skip
    page = said(client.get(f"{HOME}proposals/1/"))
    assert "reworded by moderation" in page


def test_a_merge_says_where_votes_came_from(moot, signed, client, proposal):
    other = moot.proposal()
    both, one = moot.participants(2)
    moot.vote(both, proposal, "agree")
    moot.vote(both, other, "disagree")
    moot.vote(one, proposal, "agree")
    signed(moot.moderator())
    address = f"{HOME}proposals/1/moderate/merge/"
    assert "which survives" in said(client.get(f"{address}?into=2"))
    assert client.post(address, {"into": "2", "note": "The same."}).status_code == 302
    moot.aggregate()
    page = said(client.get(f"{HOME}proposals/2/?counts=shown"))
    assert "1 vote that counts here was cast there" in page
    assert "Another one stands for both" in said(client.get(f"{HOME}proposals/1/"))
    as_one = signed(one.user)
    assert "Your vote" in said(as_one.get(f"{HOME}proposals/2/")) or "aria-pressed" in said(
        as_one.get(f"{HOME}proposals/2/")
    )


def test_stewards_publish_a_policy_that_everybody_reads(moot, signed, client, ada):
    page = f"{LOG}policy/"
    assert "They do not decide what the definition says" in said(client.get(page))
    signed(moot.moderator())
    assert client.post(page, {"text": "No."}).status_code == 403
    signed(moot.steward())
    client.post(page, {"text": "Be kind.", "reason": "We have none yet."})
    client.post(page, {"text": "Be kind and brief.", "reason": "It was long."})
    client.post(page, {"when": "before", "reason": "Much spam."})
    client.logout()
    shown = said(client.get(page))
    assert "Be kind and brief." in shown
    assert "Earlier versions" in shown
    assert "wait until a moderator accepts" in shown
    form = said(signed(ada.user).get(f"{HOME}criteria/training-data/propose/"))
    assert page in form
    assert "once a moderator accepts it" in form


def test_arguments_are_flagged_and_hidden_with_their_reason(moot, signed, client, ada):
    proposal = moot.proposal()
    argument = actions.argue(
        participant=ada, proposal=proposal, side="for", text="You are all fools."
    ).argument
    address = argument.get_absolute_url()
    ben = signed(moot.participant().user)
    assert f"{address}flag/" in said(ben.get(f"{HOME}proposals/1/"))
    ben.post(f"{address}flag/", {"kind": "abusive", "note": ""})
    signed(moot.moderator())
    client.post(f"{address}moderate/", {"deed": "hide", "reason": "abusive", "note": "An insult."})
    client.logout()
    page = said(client.get(f"{HOME}proposals/1/"))
    assert "fools" not in page
    assert "Hidden by moderation, each with its reason" in page
    page = said(client.get(address))
    assert "fools" not in page
    assert "An insult." in page


def test_an_amendment_waits_for_a_moderator_on_pages(moot, client, signed, ada, proposal):
    actions.moderation.change_moderation(
        definition=moot.definition, moderates_first=True, by=moot.steward(), reason="Much spam."
    )
    moot.decide("accept", proposal)
    new = f"{proposal.current.wording} In full."
    sent = signed(ada.user).post(
        f"{HOME}proposals/1/amend/",
        {"level": "MUST", "requires": "open", "wording": new, "change": "editorial",
         "revision": "1", "rationale": "Clearer.", "seen": new, "deed": "publish"},
    )  # fmt: skip
    assert sent.status_code == 302, said(sent)
    page = f"{HOME}proposals/1/"
    assert "An amendment waits for a moderator" in said(client.get(page))
    assert "Amendment of proposal 1" in said(client.get(f"{LOG}mine/"))
    client.logout()
    assert "In full." not in said(client.get(page))
    signed(moot.moderator())
    assert "In full." in said(client.get(f"{LOG}queue/?kind=held"))
    assert "An amendment waits" in said(client.get(f"{page}moderate/"))
    sent = {"deed": "accept-amendment", "reason": "in-order", "note": "In order.", "back": "queue"}
    assert client.post(f"{page}moderate/", sent)["Location"] == f"{LOG}queue/"
    client.logout()
    assert "In full." in said(client.get(page))


def test_flagging_and_moderating_an_argument_show_its_words(moot, signed, ada, proposal):
    words = "Whoever cannot read it cannot check it."
    actions.argue(participant=ada, proposal=proposal, side="for", text=words)
    address = f"{HOME}proposals/1/arguments/1/"
    reader = moot.participant()
    assert words in said(signed(reader.user).get(f"{address}flag/"))
    moderation.flag(
        participant=reader, subject=proposal.arguments.with_text().get(), kind="unclear"
    )
    moderator = signed(moot.moderator())
    assert words in said(moderator.get(f"{address}moderate/"))
    assert words in said(moderator.get(f"{LOG}flags/1/"))
