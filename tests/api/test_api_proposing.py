"""Opening variants and amending proposals through the API."""

from uuid import uuid4

HERE = "/api/v1/definitions/open-source-ai"
CLAUSE = {
    "level": "MUST",
    "requires": "open",
    "wording": "All training data, with its sources, MUST be published.",
}


def send(client, where, **body):
    answer = client.post(f"{HERE}/proposals/{where}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_what_is_sent_twice_with_one_key_is_published_once(moot, signed_in):
    ada = signed_in(moot.participant())
    body = CLAUSE | {"criterion": "training-data", "idempotency_key": str(uuid4())}
    assert send(ada, "", **body) == send(ada, "", **body)
    assert moot.definition.proposals.count() == 1


def test_a_variant_names_the_proposal_it_started_from(moot, signed_in):
    moot.proposal()
    ada = signed_in(moot.participant())
    status, opened = send(ada, "", **CLAUSE, criterion="training-data", variant_of=1)
    assert (status, opened["variant_of"]) == (201, 1)
    assert send(ada, "", **CLAUSE, criterion="no-scale-cap", variant_of=1)[0] == 400
    assert send(ada, "", **CLAUSE, criterion="training-data", variant_of=99)[0] == 404


def test_an_author_amends_and_others_are_told_to_propose_a_variant(moot, signed_in):
    ada = moot.participant()
    moot.proposal(author=ada, origin="participant")
    change = CLAUSE | {"substantive": True, "revision": 1}
    status, problem = send(signed_in(moot.participant()), "1/revisions/", **change)
    assert (status, problem["code"]) == (403, "not-your-proposal")
    status, amended = send(signed_in(ada), "1/revisions/", **change)
    assert (status, amended["revision"], amended["vote_revision"]) == (201, 2, 2)
    status, problem = send(signed_in(ada), "1/revisions/", **change)
    assert (status, problem["code"]) == (409, "revised-meanwhile")
    status, problem = send(
        signed_in(ada), "1/revisions/", **change | {"revision": 2, "wording": "It MUST."}
    )
    assert (status, problem["code"]) == (429, "amended-too-soon")


def test_a_steward_amends_without_taking_part(moot, signed_in):
    moot.proposal()
    steward = signed_in(moot.steward())
    status, _ = send(steward, "1/revisions/", **CLAUSE, substantive=False, revision=1)
    assert status == 201
    assert moot.definition.proposals.get().current.author is None


def test_search_tells_what_has_the_words_and_where(moot, signed_in):
    proposal = moot.proposal(wording="Every corpus MUST be listed.")
    author = signed_in(moot.participant())
    (hit,) = author.get(f"{HERE}/search/?q=corp").json()["results"]
    assert (hit["kind"], hit["number"], hit["criterion"]) == ("proposals", "1", "training-data")
    assert author.get(hit["url"]).json()["wording"] == proposal.current.wording
    everywhere = author.get("/api/v1/search/?q=train&kind=criteria").json()["results"]
    assert {each["definition"] for each in everywhere} == {"open-source-ai", "open-data"}
    assert author.get(f"{HERE}/search/").status_code == 400
    assert author.get(f"{HERE}/search/?q=corp&kind=kings").status_code == 400


def test_proposals_like_a_wording_are_named_before_one_proposes_it_again(moot, signed_in):
    moot.proposal(wording="All training data, with its sources, MUST be published.")
    ada = signed_in(moot.participant())
    found = ada.get(f"{HERE}/proposals/similar/", {"wording": CLAUSE["wording"]}).json()
    assert (found[0]["proposal"], found[0]["likeness"]) == (1, 100)


def test_too_many_proposals_are_answered_with_when_to_return(moot, signed_in, settings):
    settings.PROPOSALS_A_DAY = 1
    ada = signed_in(moot.participant())
    send(ada, "", **CLAUSE, criterion="training-data")
    body = CLAUSE | {"criterion": "training-data", "wording": "Sources MUST be told to all."}
    answer = ada.post(f"{HERE}/proposals/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-proposals")
    assert 86_300 < int(answer["Retry-After"]) <= 86_400
