"""Whose work the shipped systems, licences and definitions are."""

from functools import cache

from deliberation.exchange import licences, reference_definitions, systems_reading


@cache
def attribution() -> list[dict[str, str]]:
    """Each work once: title, by, licence, and where it is known url and use."""
    named = [
        *systems_reading.attribution(),
        *licences.attribution(),
        *reference_definitions.attribution(),
    ]
    works: dict[str, dict[str, str]] = {}
    for each in named:
        url = each.get("url") or _repository(each.get("repository", ""))
        works.setdefault(each["title"].casefold(), each | {"url": url})
    return list(works.values())


def _repository(name: str) -> str:
    return f"https://github.com/{name}" if name else ""
