"""The builder: sections and questions with buttons for order, and how they will look."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.models import User
from deliberation.refusals import Refusal
from surveys import actions
from surveys.admin.forms import KIND_WORDS, QuestionForm, SectionForm, VersionForm
from surveys.admin.preview import Previewed, preview_of
from surveys.exchange.xlsform_in import NoXlsForm, read_xlsform
from surveys.models import Question, Section, Survey, Version
from surveys.questionnaire import Malformed, read
from surveys.sentences import finding_in_words

LARGEST = 5_000_000  # bytes of an imported file


def build(request: HttpRequest, survey: Survey) -> HttpResponseBase:
    """Show the version that is being built, or the published one, or do what was pressed."""
    version = survey.draft()
    if request.method != "POST":
        shown = version or survey.current
        assert shown is not None
        return page(request, survey, shown, _form(request, version) if version else None)
    deed = request.POST.get("deed", "")
    if version is not None and deed == "preview":
        return _previewed(request, version)
    if version is not None and deed == "save":
        return _saved(request, survey, version)
    if deed == "begin":
        actions.begin_version(survey=survey)
    elif version is None:
        messages.warning(request, _("These questions were published meanwhile."))
    else:
        _pressed(request, survey, version, deed)
    return redirect(_address(survey))


def _pressed(request: HttpRequest, survey: Survey, version: Version, deed: str) -> None:
    try:
        _done(request, survey, version, deed)
    except Refusal as refusal:
        messages.warning(request, refusal.for_people())


def _address(survey: Survey) -> str:
    return reverse("admin:surveys_survey_build", args=[survey.pk])


def _done(request: HttpRequest, survey: Survey, version: Version, deed: str) -> None:
    """The deeds of one press. Raises refusals."""
    assert isinstance(request.user, User)
    match deed.split("-"):
        case ["publish"]:
            actions.publish_version(version=version, by=request.user)
            messages.success(request, _("Published. It is answered from now on."))
        case ["import"]:
            _import(request, survey)
        case ["up" | "down" as way, kind, pk]:
            actions.move(what=_part(version, kind, pk), by=-1 if way == "up" else 1)
        case ["remove", kind, pk]:
            actions.remove(what=_part(version, kind, pk))
            messages.success(request, _("Removed."))
        case _:
            raise Http404


def _part(version: Version, kind: str, pk: str) -> Section | Question:
    rows: Any = {"section": version.sections, "question": version.questions}.get(kind)
    found: Section | Question | None = (
        rows.filter(pk=int(pk)).first() if rows is not None and pk.isdecimal() else None
    )
    if found is None:
        raise Http404
    return found


def _import(request: HttpRequest, survey: Survey) -> None:
    """A file of questions, JSON or XLSForm, in the place of what is being built."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST:
        messages.warning(request, _("Choose a file of at most 5 MB."))
        return
    content = file.read()
    try:
        if str(file.name).lower().endswith(".xlsx"):
            document, missed = read_xlsform(content)
        else:
            document, missed = json.loads(content), []
    except (NoXlsForm, ValueError, RecursionError) as error:
        messages.warning(request, _("This file cannot be read: %(why)s") % {"why": error})
        return
    actions.replace_document(survey=survey, document=document)
    messages.success(request, _("Imported. Look it over, then publish it."))
    places: dict[str, list[str]] = {}
    for each in missed:
        places.setdefault(each.reason, []).append(f"{each.sheet}, {each.row}")
    for why, where in places.items():
        said = _("Left out at %(place)s: %(why)s") % {"place": "; ".join(where), "why": why}
        messages.warning(request, said)


def _form(request: HttpRequest, version: Version) -> Any:
    """The form that the address asks for, blank or filled in; None for none.

    ?texts, ?section=PK or new, ?question=PK, or ?add=PK of a section.
    """
    data = request.POST if request.method == "POST" else None
    languages = version.languages or [version.language]
    get = request.GET
    if "texts" in get:
        return VersionForm(languages, data, initial=VersionForm.initial_of(version))
    if "section" in get:
        section = None if get["section"] == "new" else _part(version, "section", get["section"])
        initial: dict[str, Any] = {}
        if isinstance(section, Section):
            initial = SectionForm.initial_of(section)
        return SectionForm(languages, _earlier(version), data, initial=initial)
    if "question" in get:
        question = _part(version, "question", get["question"])
        assert isinstance(question, Question)
        initial = QuestionForm.initial_of(question.built(), languages)
        return QuestionForm(languages, _earlier(version), data, initial=initial)
    if "add" in get:
        _part(version, "section", get["add"])
        return QuestionForm(languages, _earlier(version), data, initial={"kind": "single"})
    return None


def _earlier(version: Version) -> list[tuple[str, str]]:
    """The questions that conditions can ask about."""
    say = version.questionnaire.say
    return [
        (key, f"{key}: {say(each.text, version.language)[:50]}")
        for key, each in version.questionnaire.questions.items()
    ]


def _saved(request: HttpRequest, survey: Survey, version: Version) -> HttpResponseBase:
    form = _form(request, version)
    if form is None:
        raise Http404
    if form.is_valid():
        try:
            _store(request, version, form)
        except Refusal as refusal:
            form.add_error(None, refusal.for_people())
        else:
            messages.success(request, _("Saved."))
            return redirect(_address(survey))
    return page(request, survey, version, form, status=422)


def _store(request: HttpRequest, version: Version, form: Any) -> None:
    get = request.GET
    if isinstance(form, VersionForm):
        languages = form.cleaned_data["all_languages"]
        texts = {name: form.texts(name) for name, _label, _long in form.TEXTS}
        actions.describe_version(
            version=version, language=languages[0], languages=languages, **texts
        )
    elif isinstance(form, SectionForm):
        section = None if get["section"] == "new" else _part(version, "section", get["section"])
        assert section is None or isinstance(section, Section)
        actions.build_section(
            version=version, key=form.cleaned_data["key"], section=section,
            title=form.texts("title"), text=form.texts("text"), show_if=form.show_if,
        )  # fmt: skip
    elif "add" in get:
        target = _part(version, "section", get["add"])
        assert isinstance(target, Section)
        actions.save_question(section=target, asked=form.asked())
    else:
        question = _part(version, "question", get["question"])
        assert isinstance(question, Question)
        asked = form.asked_like(question.built())
        actions.save_question(section=question.section, asked=asked, question=question)


def _previewed(request: HttpRequest, version: Version) -> HttpResponse:
    """The question as it is typed, for htmx; nothing is stored."""
    form = _form(request, version)
    asked = form.asked() if isinstance(form, QuestionForm) and form.is_valid() else None
    context = {"preview": _alone(version, asked) if asked else None}
    return render(request, "surveys/admin/builder.html#preview", context)


def _alone(version: Version, question: Mapping[str, Any]) -> list[Previewed] | None:
    """One question as it will look; None for none that can be read."""
    sections = [{"key": "s", "title": {}, "questions": [question]}]
    try:
        return preview_of(read({**version.built(), "sections": sections}))
    except Malformed:
        return None


def page(
    request: HttpRequest, survey: Survey, version: Version, form: Any, *, status: int = 200
) -> HttpResponse:
    """The builder as it stands, with a form where one is open."""
    findings = [] if version.is_published else actions.check_version(version)
    words = ngettext(
        "%(number)s thing to mend before it can be published",
        "%(number)s things to mend before it can be published",
        len(findings),
    ) % {"number": len(findings)}
    opened = None
    if isinstance(form, QuestionForm):
        opened = version.questions.filter(key=form.initial.get("key", "")).first()
    preview = _alone(version, opened.built()) if opened else preview_of(version.questionnaire)
    context = {
        "survey": survey,
        "definition": survey.definition,
        "version": version,
        "title": version.questionnaire.say(version.title, version.language) or survey.slug,
        "sections": _listed(version),
        "form": form,
        "is_question": isinstance(form, QuestionForm),
        "findings": [(each.where, finding_in_words(each)) for each in findings],
        "findings_words": words,
        "preview": preview,
        "section": "surveys",
    }
    return render(request, "surveys/admin/builder.html", context, status=status)


def _listed(version: Version) -> list[dict[str, Any]]:
    """Sections and questions as rows to press buttons on."""
    say, language = version.questionnaire.say, version.language
    return [
        {
            "row": section,
            "title": say(section.title, language) or section.key,
            "has_condition": bool(section.show_if),
            "questions": [
                {"row": each, "text": say(each.body.get("text", {}), language) or each.key,
                 "has_condition": bool(each.body.get("show_if")), "kind": KIND_WORDS[each.kind],
                 "required": each.body.get("required", False)}
                for each in section.questions.all()
            ],
        }
        for section in version.sections.prefetch_related("questions")
    ]  # fmt: skip
