"""Texts that are not published yet, over the API."""

from typing import Any
from uuid import uuid4

HERE = "/api/v1/definitions/open-source-ai/unfinished/"
JSON = {"content_type": "application/json"}


def kept(**fields: Any) -> dict[str, Any]:
    text = {"kind": "proposal", "criterion": "training-data", "wording": "The data MUST"}
    return text | {"idempotency_key": str(uuid4())} | fields


def test_what_is_kept_is_there_for_its_author_alone_until_discarded(
    moot: Any, signed_in: Any
) -> None:
    ada, bo = signed_in(moot.participant()), signed_in(moot.participant())
    answer = ada.put(HERE, kept(), **JSON)
    assert answer.status_code == 200
    ada.put(HERE, kept(wording="The data MUST be"), **JSON)
    (mine,) = ada.get(HERE).json()
    assert (mine["wording"], mine["criterion"], mine["proposal"]) == (
        "The data MUST be", "training-data", None,
    )  # fmt: skip
    assert bo.get(HERE).json() == []
    assert bo.delete(f"{HERE}{mine['id']}/").status_code == 204
    assert len(ada.get(HERE).json()) == 1
    assert ada.delete(f"{HERE}{mine['id']}/").status_code == 204
    assert ada.get(HERE).json() == []


def test_publishing_with_its_key_forgets_it(moot: Any, signed_in: Any) -> None:
    ada = signed_in(moot.participant())
    text = kept(wording="The training data MUST be published.")
    ada.put(HERE, text, **JSON)
    clause = {name: text[name] for name in ("criterion", "wording", "idempotency_key")}
    sent = clause | {"level": "MUST", "requires": "open"}
    assert ada.post(HERE.replace("unfinished", "proposals"), sent, **JSON).status_code == 201
    assert ada.get(HERE).json() == []
    assert ada.put(HERE, text, **JSON).status_code == 204


def test_an_amendment_names_its_proposal(moot: Any, signed_in: Any) -> None:
    ada = signed_in(moot.participant())
    moot.proposal()
    answer = ada.put(HERE, kept(kind="amendment", proposal=1), **JSON)
    assert (answer.json()["kind"], answer.json()["proposal"]) == ("amendment", 1)
    assert ada.put(HERE, kept(kind="amendment"), **JSON).status_code == 400
    assert ada.put(HERE, kept(kind="variant", proposal=9), **JSON).status_code == 404
    assert ada.put(HERE, kept(criterion="nothing"), **JSON).status_code == 404


def test_who_takes_no_part_keeps_nothing(moot: Any, signed_in: Any, client: Any) -> None:
    assert client.get(HERE).status_code == 401
    moot.proposal()
    outsider = signed_in(moot.steward())
    assert outsider.get(HERE).status_code == 403
