"""Forms of the builder: a question, a section and the texts of a version."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from surveys.admin.conditions import (
    AREA,
    LINE,
    SHOWN_WHEN,
    condition_fields,
    condition_initial,
    condition_of,
    plain_value,
)
from surveys.models import Section, Version
from surveys.questionnaire import KINDS, OUTCOMES

KIND_WORDS: Final = {
    "single": _("one option"), "multiple": _("several options"), "likert": _("a scale"),
    "matrix": _("a scale for each row"), "ranking": _("options in order"),
    "number": _("a number"), "short-text": _("a line of text"), "long-text": _("longer text"),
    "date": _("a day"), "allocation": _("points shared out"),
    "best-worst": _("best and worst of sets"), "ballot": _("a ballot over components"),
}  # fmt: skip
FLAGS: Final = {"other", "exclusive"}
USES: Final = (
    ("", _("nothing else")), ("class", _("setting the stakeholder class")),
    ("fact", _("a fact about the participant")), ("targets", _("target shares of the classes")),
    ("priorities", _("priorities among criteria")), ("ideas", _("ideas for proposals")),
    ("ballot", _("proposals with first votes")),
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Fields of a form that stand together. title: of those that are folded away."""

    title: str | Promise
    fields: list[forms.BoundField]
    is_open: bool


class ByLanguage(forms.Form):
    """Base of forms whose texts are written once for each language of the survey."""

    TEXTS: tuple[tuple[str, Any, bool], ...] = ()  # name, label, whether it is long
    BLANK = ("", None, False, "all", "is")  # values of fields that nobody filled in

    def __init__(self, languages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        self.languages = list(languages)
        super().__init__(*args, **kwargs)
        for name, label, is_long in self.TEXTS:
            for language in self.languages:
                widget = forms.Textarea(attrs=AREA) if is_long else forms.TextInput(attrs=LINE)
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({language})", required=False, max_length=4000, widget=widget
                )

    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = ()  # title, and beginnings of names

    def groups(self) -> list[Group]:
        """What is asked first, and then what few need, open where something stands in it."""
        folded = {
            name: title
            for title, beginnings in self.FOLDED
            for name in self.fields
            if name.startswith(beginnings)
        }
        first = [self[name] for name in self.fields if name not in folded]
        groups = [Group("", first, is_open=True)]
        for title, _beginnings in self.FOLDED:
            fields = [self[name] for name in self.fields if folded.get(name) == title]
            used = any(each.errors or each.value() not in self.BLANK for each in fields)
            groups.append(Group(title, fields, is_open=used))
        return groups

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language; empty ones left out."""
        given = {each: self.cleaned_data.get(f"{name}_{each}", "") for each in self.languages}
        return {language: text for language, text in given.items() if text}

    @staticmethod
    def spread(document: Mapping[str, Any], *names: str) -> dict[str, str]:
        """Initial values of the texts of a document."""
        return {
            f"{name}_{language}": text
            for name in names
            for language, text in (document.get(name) or {}).items()
        }


class VersionForm(ByLanguage):
    TEXTS = (
        ("title", _("Title"), False), ("introduction", _("Introduction"), True),
        ("consent", _("Consent text"), True), ("thanks", _("Thanks"), True),
    )  # fmt: skip
    all_languages = forms.CharField(
        label=_("Languages"), max_length=100, widget=forms.TextInput(attrs=LINE),
        help_text=_("Codes with commas, the survey's own first, such as en, de, fr."),
    )  # fmt: skip

    def clean_all_languages(self) -> list[str]:
        codes = [each.strip() for each in self.cleaned_data["all_languages"].split(",")]
        codes = list(dict.fromkeys(each for each in codes if each))
        if not codes or not all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", c) for c in codes):
            raise forms.ValidationError(_("Give codes such as en or pt-BR."))
        return codes

    @classmethod
    def initial_of(cls, version: Version) -> dict[str, Any]:
        names = [name for name, _label, _long in cls.TEXTS]
        texts = cls.spread({name: getattr(version, name) for name in names}, *names)
        return {**texts, "all_languages": ", ".join(version.languages or [version.language])}


class SectionForm(ByLanguage):
    TEXTS = (("title", _("Title"), False), ("text", _("Text"), True))
    FOLDED = ((_("When it is shown"), SHOWN_WHEN),)
    key = forms.RegexField(
        r"\A[a-z][a-z0-9_]{0,39}\Z", label=_("Key"), widget=forms.TextInput(attrs=LINE)
    )

    def __init__(
        self, languages: Sequence[str], questions: Sequence[tuple[str, str]], *args: Any, **kw: Any
    ) -> None:
        super().__init__(languages, *args, **kw)
        condition_fields(self, questions)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.show_if = condition_of(self)
        return cleaned

    @classmethod
    def initial_of(cls, section: Section) -> dict[str, Any]:
        texts = cls.spread({"title": section.title, "text": section.text}, "title", "text")
        return {"key": section.key, **texts, **condition_initial(section.show_if)}


class QuestionForm(ByLanguage):
    """A question as it stands in a document, in boxes."""

    TEXTS = (("text", _("Question"), False), ("help", _("Help"), True), ("unit", _("Unit"), False))
    FOLDED = (
        (_("Help texts"), ("help_",)),
        (_("Bounds, units, points, sets"), ("whole", "least", "most", "unit_", "earliest", "latest",
                                            "total", "set_size", "rubric")),
        (_("When it is shown"), SHOWN_WHEN),
    )  # fmt: skip
    key = forms.RegexField(
        r"\A[a-z][a-z0-9_]{0,39}\Z", label=_("Key"), widget=forms.TextInput(attrs=LINE),
        help_text=_("Small letters, digits and underscores; names its column in exports."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, KIND_WORDS[kind]) for kind in KINDS],
        widget=forms.Select(attrs={"class": "select"}),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Required"), required=False)
    random = forms.BooleanField(label=_("Options in random order"), required=False)
    whole = forms.BooleanField(label=_("Whole numbers only"), required=False)
    options = forms.CharField(
        label=_("Options"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={**AREA, "rows": 6, "spellcheck": "false"}),
        help_text=_("One a line: value | text | text in the next language … At the end"
                    " #other, #exclusive or #link=what-it-stands-for."),
    )  # fmt: skip
    rows = forms.CharField(
        label=_("Rows of a matrix, components of a ballot"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={**AREA, "rows": 4, "spellcheck": "false"}),
    )  # fmt: skip
    least = forms.FloatField(label=_("At least"), required=False)
    most = forms.FloatField(label=_("At most"), required=False)
    earliest = forms.DateField(label=_("From day"), required=False)
    latest = forms.DateField(label=_("Until day"), required=False)
    total = forms.IntegerField(label=_("Points in all"), required=False, min_value=1)
    set_size = forms.IntegerField(
        label=_("Items in a choice set"), required=False, min_value=2, max_value=8
    )
    rubric = forms.CharField(
        label=_("Rubric of a ballot"), required=False, max_length=200,
        widget=forms.TextInput(attrs=LINE),
        help_text=_("From how many times the mean votes on, such as required=2,"
                    " likely-required=1.5, maybe-required=1, likely-not-required=0.5, which it is"
                    " where nothing stands here."),
    )  # fmt: skip
    use = forms.ChoiceField(
        label=_("Used for"), choices=USES, required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )  # fmt: skip

    def __init__(
        self, languages: Sequence[str], questions: Sequence[tuple[str, str]], *args: Any, **kw: Any
    ) -> None:
        super().__init__(languages, *args, **kw)
        condition_fields(self, questions)
        for name in ("least", "most", "earliest", "latest", "total", "set_size"):
            self.fields[name].widget.attrs["class"] = "input"
        self.order_fields([*(f"text_{each}" for each in self.languages), "key", "kind", "options",
                           "rows", "required", "random", "use"])  # fmt: skip

    def clean_rubric(self) -> dict[str, float]:
        parts = [each.partition("=") for each in self.cleaned_data["rubric"].split(",") if each]
        rubric = {name.strip(): plain_value(multiple) for name, _equals, multiple in parts}
        if not set(rubric) <= set(OUTCOMES) or any(isinstance(n, str) for n in rubric.values()):
            raise forms.ValidationError(_("Give outcomes and numbers, such as required=2."))
        return rubric

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.show_if = condition_of(self)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """The question as it stands in a document."""
        data = self.cleaned_data
        document: dict[str, Any] = {"key": data["key"], "kind": data["kind"],
                                    "text": self.texts("text")}  # fmt: skip
        for name in ("required", "random", "whole", "use", "total", "set_size", "rubric"):
            if data.get(name):
                document[name] = data[name]
        for name in ("least", "most"):
            if data.get(name) is not None:
                document[name] = data[name]
        for name in ("earliest", "latest"):
            if data.get(name):
                document[name] = data[name].isoformat()
        for name in ("help", "unit"):
            if self.texts(name):
                document[name] = self.texts(name)
        for name in ("options", "rows"):
            if data.get(name):
                document[name] = list(_options(data[name], self.languages))
        if self.show_if:
            document["show_if"] = self.show_if
        return document

    def asked_like(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The same, with what the question before had and the form does not show: help of
        options, and choice sets as long as their options are there."""
        document = self.asked()
        for name in ("options", "rows"):
            helps = {each["value"]: each.get("help") for each in before.get(name, ())}
            for option in document.get(name, ()):
                if helps.get(option["value"]):
                    option["help"] = helps[option["value"]]
        known = {each["value"] for each in document.get("options", ())}
        sets, size = before.get("sets"), document.get("set_size")
        same = document["kind"] == "best-worst" and size == before.get("set_size")
        if sets and same and all(set(each) <= known for each in sets):
            document["sets"] = sets
        return document

    @classmethod
    def initial_of(cls, document: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
        plain = ("key", "kind", "required", "random", "whole", "least", "most", "earliest",
                 "latest", "total", "set_size", "use")  # fmt: skip
        return {
            **{name: document[name] for name in plain if name in document},
            **cls.spread(document, "text", "help", "unit"),
            "rubric": ", ".join(f"{o}={n:g}" for o, n in document.get("rubric", {}).items()),
            **{n: _lines(document[n], languages) for n in ("options", "rows") if n in document},
            **condition_initial(document.get("show_if")),
        }


def _options(text: str, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Options from lines such as `dev | Developer | Entwicklerin #link=ai-developers`."""
    for line in filter(None, map(str.strip, text.splitlines())):
        marks = re.findall(r"#([a-z]+)(?:=([a-z0-9-]+))?", line)
        bare = re.sub(r"\s*#[a-z]+(?:=[a-z0-9-]+)?", "", line)
        parts = [part.strip() for part in bare.split("|")]
        texts = parts[1:] or parts[:1]
        value = slugify(parts[0])[:60] or "option"
        option: dict[str, Any] = {
            "value": value,
            "text": {lang: t for lang, t in zip(languages, texts, strict=False) if t},
        }
        for name, given in marks:
            if name in FLAGS:
                option[name] = True
            elif name == "link":
                option["link"] = given
        yield option


def _lines(options: Sequence[Mapping[str, Any]], languages: Sequence[str]) -> str:
    lines = []
    for each in options:
        texts = " | ".join(each["text"].get(language, "") for language in languages)
        marks = "".join(f" #{flag}" for flag in sorted(FLAGS) if each.get(flag))
        link = f" #link={each['link']}" if each.get("link") else ""
        lines.append(f"{each['value']} | {texts.rstrip(' |')}{marks}{link}")
    return "\n".join(lines)
