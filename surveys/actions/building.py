"""Building a survey: sections, questions, versions, publishing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from deliberation.models import Definition, User
from surveys import questionnaire
from surveys.models import Question, Section, Survey, Version
from surveys.refusals import (
    ClosesTooEarly,
    KeyTaken,
    NotPublishable,
    QuestionnaireMalformed,
    QuotaOfNoClass,
    VersionFrozen,
)

TEXTS = ("language", "languages", "title", "introduction", "consent", "thanks")


@transaction.atomic
def create_survey(
    *, definition: Definition, slug: str, document: Any = None, language: str = "en", **fields: Any
) -> Survey:
    """A survey with a first version to build, from a document or blank.

    Raises KeyTaken, QuestionnaireMalformed, or what `change_survey` raises.
    """
    check_settings(definition, **fields)
    blank = {"format": questionnaire.FORMAT, "language": language, "title": {}, "sections": []}
    asked = read_document(document if document is not None else blank)
    try:
        with transaction.atomic():
            survey = Survey.objects.create(
                definition=definition, slug=slug, created_at=timezone.now(), **fields
            )
    except IntegrityError as error:
        raise KeyTaken(key=slug) from error
    _fill(_next_version(survey), asked)
    return survey


@transaction.atomic
def begin_version(*, survey: Survey) -> Version:
    """The version that is being built; where none is, a new one like the present."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    present = survey.draft()
    if present is not None:
        return present
    version = _next_version(survey)
    if survey.current is not None:
        _fill(version, survey.current.questionnaire)
    return version


@transaction.atomic
def replace_document(*, survey: Survey, document: Any) -> Version:
    """Let the version that is being built be what a document says. Raises
    QuestionnaireMalformed."""
    asked = read_document(document)
    version = begin_version(survey=survey)
    version.sections.all().delete()
    _fill(version, asked)
    return version


def read_document(document: Any) -> questionnaire.Questionnaire:
    """Raises QuestionnaireMalformed."""
    try:
        return questionnaire.read(document)
    except questionnaire.Malformed as error:
        raise QuestionnaireMalformed(where=error.where or "/", reason=error.reason) from error


@transaction.atomic
def describe_version(*, version: Version, **texts: Any) -> Version:
    """Change title, introduction, consent, thanks or languages. Raises VersionFrozen."""
    version = _open(version)
    for name, value in texts.items():
        setattr(version, name, value)
    version.save(update_fields=list(texts))
    return version


@transaction.atomic
def save_section(
    *, version: Version, key: str, section: Section | None = None, **fields: Any
) -> Section:
    """Add a section at the end, or change one. Raises VersionFrozen or KeyTaken."""
    version = _open(version)
    section = section or Section(version=version, position=_last(version.sections) + 1)
    section.key = key
    for name, value in fields.items():
        setattr(section, name, value)
    return _saved(section)


@transaction.atomic
def save_question(
    *, section: Section, asked: Mapping[str, Any], question: Question | None = None
) -> Question:
    """Add a question at the end of a section, or change one.

    asked: the question as it stands in a document. Raises VersionFrozen, KeyTaken or
    QuestionnaireMalformed.
    """
    version = _open(section.version)
    probe = {
        "format": questionnaire.FORMAT,
        "language": version.language,
        "title": {},
        "sections": [{"key": "probe", "title": {}, "questions": [dict(asked)]}],
    }
    clean = questionnaire.write_question(read_document(probe).sections[0].questions[0])
    position = _last(section.questions) + 1
    question = question or Question(version=version, position=position)
    if question.pk and question.section_id != section.pk:
        question.position = position
    question.section = section
    question.key, question.kind = clean.pop("key"), clean.pop("kind")
    question.body = clean
    return _saved(question)


@transaction.atomic
def move(*, what: Section | Question, by: int) -> None:
    """Move a section, or a question, up (by -1) or down (by 1). A question at the end of its
    section goes on to the next section. Raises VersionFrozen."""
    _open(what.version)
    if isinstance(what, Section):
        _swap(list(what.version.sections.all()), what, by)
        return
    siblings = list(what.section.questions.all())
    place = next(index for index, each in enumerate(siblings) if each.pk == what.pk) + by
    if 0 <= place < len(siblings):
        _swap(siblings, what, by)
        return
    sections = list(what.version.sections.all())
    target = next(i for i, each in enumerate(sections) if each.pk == what.section_id) + by
    if 0 <= target < len(sections):
        beyond = list(sections[target].questions.all())
        what.section = sections[target]
        what.save(update_fields=["section"])
        _number([what, *beyond] if by > 0 else [*beyond, what])


@transaction.atomic
def remove(*, what: Section | Question) -> None:
    """Take a section with its questions, or a question, out. Raises VersionFrozen."""
    _open(what.version)
    what.delete()


def check_version(version: Version) -> list[questionnaire.Finding]:
    """What keeps a version from being published; empty if nothing does."""
    return _findings(_complete(version.questionnaire), version.survey.definition)


def _findings(
    asked: questionnaire.Questionnaire, definition: Definition
) -> list[questionnaire.Finding]:
    """Faults of the questionnaire, and classes that its options name and nobody has here."""
    found = questionnaire.check_questionnaire(asked)
    known = set(definition.stakeholder_classes.values_list("slug", flat=True))
    for use in ("class", "targets"):
        for question in asked.used_for(use):
            if unknown := {each.link for each in question.options if each.link} - known:
                facts = {"names": ", ".join(sorted(unknown))}
                found.append(questionnaire.Finding(question.key, "classes-unknown", facts))
    return found


@transaction.atomic
def publish_version(*, version: Version, by: User | None, at: datetime | None = None) -> Version:
    """Freeze a version and let it be answered from now on; earlier answers keep theirs.

    Raises VersionFrozen if it is published already, or NotPublishable.
    """
    survey = Survey.objects.select_for_update().get(pk=version.survey_id)
    version = _open(version)
    asked = _complete(read_document(version.built()))
    if findings := _findings(asked, survey.definition):
        raise NotPublishable(findings=findings)
    version.document = questionnaire.write(asked)
    version.published_at = at or timezone.now()
    version.published_by = by
    version.save(update_fields=["document", "published_at", "published_by"])
    survey.current = version
    survey.save(update_fields=["current"])
    return version


@transaction.atomic
def change_survey(*, survey: Survey, **fields: Any) -> Survey:
    """Change when a survey is open, its quotas, and whether its results are public.

    Raises ClosesTooEarly or QuotaOfNoClass.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    for name, value in fields.items():
        setattr(survey, name, value)
    if {"opens_at", "closes_at"} & set(fields):
        fields |= {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
    check_settings(survey.definition, **fields)
    survey.save(update_fields=list(fields))
    return survey


def check_settings(
    definition: Definition,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    quotas: Mapping[str, int] | None = None,
    **others: Any,
) -> None:
    """Raises ClosesTooEarly or QuotaOfNoClass."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesTooEarly()
    if quotas:
        known = definition.stakeholder_classes.filter(is_guest=False)
        slugs = list(known.order_by("position").values_list("slug", flat=True))
        if unknown := sorted(set(quotas) - set(slugs)):
            raise QuotaOfNoClass(names=", ".join(unknown)[:300], known=", ".join(slugs))


def _complete(asked: questionnaire.Questionnaire) -> questionnaire.Questionnaire:
    """With the choice sets of best–worst questions that name none."""
    sections = tuple(
        replace(section, questions=tuple(_with_sets(each) for each in section.questions))
        for section in asked.sections
    )
    return replace(asked, sections=sections)


def _with_sets(question: questionnaire.Question) -> questionnaire.Question:
    makeable = 2 <= question.set_size <= len(question.options)
    if question.kind != "best-worst" or question.sets or not makeable:
        return question
    return replace(question, sets=questionnaire.choice_sets(question.values, question.set_size))


def _open(version: Version) -> Version:
    """The version, locked, if it can still be changed."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.is_published:
        raise VersionFrozen(number=version.number)
    return version


def _next_version(survey: Survey) -> Version:
    number = (survey.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version: Version = survey.versions.create(number=number, created_at=timezone.now())
    return version


def _fill(version: Version, asked: questionnaire.Questionnaire) -> None:
    for name in TEXTS:
        value = getattr(asked, name)
        setattr(version, name, list(value) if isinstance(value, tuple) else value)
    version.save(update_fields=list(TEXTS))
    for position, section in enumerate(asked.sections, start=1):
        row = version.sections.create(
            key=section.key, position=position, title=section.title, text=section.text,
            show_if=section.show_if,
        )  # fmt: skip
        for place, question in enumerate(section.questions, start=1):
            body = questionnaire.write_question(question)
            key, kind = body.pop("key"), body.pop("kind")
            try:
                with transaction.atomic():
                    Question.objects.create(
                        version=version, section=row, key=key, kind=kind, position=place, body=body
                    )
            except IntegrityError as error:
                raise KeyTaken(key=key) from error


def _last(rows: Any) -> int:
    return int(rows.aggregate(last=Max("position"))["last"] or 0)


def _saved[Row: (Section, Question)](row: Row) -> Row:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise KeyTaken(key=row.key) from error
    return row


def _swap(rows: list[Any], what: Any, by: int) -> None:
    place = next(index for index, each in enumerate(rows) if each.pk == what.pk)
    other = place + by
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)


def _number(rows: list[Any]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    type(rows[0]).objects.bulk_update(rows, ["position"])
