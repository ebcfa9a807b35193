"""Questionnaires for tests, in as few words as the point needs."""

from surveys.questionnaire import FORMAT, known


def option(value, **more):
    return {"value": value, "text": {"en": value.capitalize()}, **more}


def question(key, kind="single", **more):
    given = {"key": key, "kind": kind, "text": {"en": f"What of {key}?"}, **more}
    if kind in ("single", "multiple", "likert", "ranking", "allocation", "best-worst"):
        given.setdefault("options", [option(each) for each in "abc"])
    if kind == "matrix":
        given.setdefault("options", [option(each) for each in "abc"])
        given.setdefault("rows", [option(each) for each in "xy"])
    if kind == "ballot":
        given.setdefault("options", [option(each) for each in ("use", "study", "modify", "share")])
        given.setdefault("rows", [option(each) for each in ("training-data", "weights")])
    return given


def section(key, *questions, **more):
    return {"key": key, "title": {"en": key.capitalize()}, "questions": list(questions), **more}


def document(*sections):
    return {"format": FORMAT, "language": "en", "title": {"en": "Test"}, "sections": list(sections)}


def questionnaire(*sections):
    return known(document(*sections))
