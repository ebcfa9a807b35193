"""An assessment (`openmoot-assessment/1`) as Markdown and as an in-toto statement."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deliberation.drafting import canonical, content_hash
from deliberation.drafting.quoting import quoted

STATEMENT: Final = "https://in-toto.io/Statement/v1"
STATUS: Final = {
    "working": "working draft {version}",
    "published": "draft {version}",
    "ratified": "version {version}",
}
# What would begin markup inside a line of ours.
SPECIAL: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|!&"})

type Told = Mapping[str, Any]


def name_of_text(text: Told) -> str:
    """What the text is called, and no more than its status allows."""
    status = STATUS.get(text["status"], "") if text["kind"] == "draft" else ""
    named: str = text["title"]
    return f"{named}, {status.format(version=text['version'])}" if status else named


def markdown(told: Told) -> str:
    """A document that can be read on its own."""
    return "\n".join(_lines(told)) + "\n"


def statement(told: Told, predicate_type: str, system_uri: str) -> dict[str, Any]:
    """An in-toto Statement v1. The subject is what is known of the system: its digest is the
    SHA-256 of the canonical JSON of `predicate.record`, which anyone can reckon anew."""
    record = _record(told)
    return {
        "_type": STATEMENT,
        "subject": [
            {
                "name": told["system"]["slug"],
                "uri": system_uri,
                "digest": {"sha256": content_hash(canonical(record))},
            }
        ],
        "predicateType": predicate_type,
        "predicate": {**told, "record": record},
    }


def _record(told: Told) -> dict[str, Any]:
    """What the results rest on, apart from the text: once for each criterion of it."""
    names = ("contested", "evidence", "licence")
    known = {each["criterion"]: {name: each[name] for name in names} for each in told["clauses"]}
    return {"format": "openmoot-system-record/1", "system": told["system"], "known": known}


def _lines(told: Told) -> Iterator[str]:
    system, text = told["system"], told["text"]
    yield f"# {_plain(system['name'])} under {_plain(name_of_text(text))}"
    yield ""
    named = ", ".join(_plain(system[key]) for key in ("version", "developer") if system[key])
    yield f"**{told['sentence']}**"
    yield ""
    if named:
        yield f"The system: {_plain(system['name'])}, {named}."
    if told["score"]["clauses"]:
        score = told["score"]
        yield f"Of {score['clauses']} SHOULD clauses it passes {score['passed']}."
    yield ""
    yield from _distance(told["distance"])
    yield "## Clause by clause"
    yield ""
    for clause in told["clauses"]:
        yield from _clause(clause)
    yield "---"
    yield ""
    yield f"The text: <{text['url']}>" if text["url"] else f"The text: {_plain(text['title'])}"
    if text["content_hash"]:
        yield f"SHA-256 of its canonical form: `{text['content_hash']}`"
    yield ""
    yield "Data on systems and definitions: " + "; ".join(
        _plain(f"{each['title']}, {each['by']} ({each['licence']})") for each in told["attribution"]
    )


def _distance(distance: Told) -> Iterator[str]:
    changes = [
        f"{_plain(each['title'])}: from “{each['level']}” to “{each['needed']}”"
        for each in distance["components"]
    ]
    if distance["terms"]:
        names = ", ".join(_plain(each["title"]) for each in distance["terms"])
        changes.append(f"Other terms: {names}")
    changes += [
        f"{_plain(each['title'])}: “{each['needed']}” would have to be shown"
        for each in distance["to_show"]
    ]
    if not changes:
        return
    yield "It would meet the text if:"
    yield ""
    for each in changes:
        yield f"- {each}"
    yield ""


def _clause(clause: Told) -> Iterator[str]:
    title = _plain(clause["title"])
    yield f"### {clause['number']} {title} ({clause['level']}): {clause['result']}"
    yield ""
    yield quoted(clause["wording"])
    yield ""
    yield _plain(clause["reason"]["text"])
    yield ""
    for line in (_evidence(clause["evidence"]), _licence(clause["licence"])):
        if line:
            yield line
            yield ""


def _evidence(evidence: Told | None) -> str:
    if evidence is None:
        return ""
    source = evidence["source"]
    parts = [_plain(source[key]) for key in ("title", "section", "version") if source[key]]
    if source["url"]:
        parts.append(f"<{_address(source['url'])}>")
    if source["seen"]:
        parts.append(f"seen {source['seen']}")
    said = f"{_plain(evidence['note'])} " if evidence["note"] else ""
    where = f"Source: {', '.join(parts)}." if parts else "No source is named."
    return f"{said}{where} Confidence: {evidence['confidence']}; basis: {evidence['basis']}."


def _licence(licence: Told | None) -> str:
    if licence is None:
        return ""
    parts = [_plain(licence["name"])]
    if licence["section"]:
        parts.append(_plain(licence["section"]))
    if licence["url"]:
        parts.append(f"<{_address(licence['url'])}>")
    said = f" {_plain(licence['note'])}" if licence["note"] else ""
    return f"Licence: {', '.join(parts)}.{said}"


def _address(url: str) -> str:
    """A link's target between angle brackets, which it must not close."""
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _plain(words: str) -> str:
    """Words on one line that open no markup."""
    return " ".join(words.split()).translate(SPECIAL)
