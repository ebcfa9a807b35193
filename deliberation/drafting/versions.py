"""What a draft is called."""

from typing import Any

FIRST = (0, 1, 0)
BINDING = ("MUST", "MUST NOT")


def number_version(
    previous: dict[str, Any] | None, content: dict[str, Any]
) -> tuple[int, int, int]:
    """Major, minor and patch for `content`, whose predecessor is `previous`.

    A change that can alter a verdict about an AI system (a MUST or MUST NOT clause or
    its required evidence) raises the minor number, any other the patch number.
    """
    if previous is None:
        return FIRST
    major, minor, patch = (int(number) for number in previous["version"].split("."))
    if verdict_rules(previous) != verdict_rules(content):
        return major, minor + 1, 0
    return major, minor, patch + 1


def verdict_rules(content: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What verdicts depend on: criterion, level and required evidence of binding clauses."""
    return {
        (clause["criterion"], clause["level"], clause["requires"])
        for part in content["parts"]
        for clause in part["clauses"]
        if clause["level"] in BINDING
    }
