"""German, Spanish and French are complete, and are what the sources say now."""

import re

import polib
import pytest

from tests.languages.catalogues import LANGUAGES, LOCALE, collected, key
from tests.languages.pseudo import KEPT

each_language = pytest.mark.parametrize("language", LANGUAGES)


def catalogue(language):
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return {key(entry) for entry in collected(tmp_path_factory.mktemp("sources"))}


@each_language
def test_every_string_is_translated_and_none_is_doubtful(language):
    found = catalogue(language)
    assert [entry.msgid for entry in found.untranslated_entries()] == []
    assert [entry.msgid for entry in found.fuzzy_entries()] == []
    assert [entry.msgid for entry in found.obsolete_entries()] == []


@each_language
def test_the_catalogue_has_the_strings_of_the_sources_and_no_others(language, sources):
    """`make messages` brings it up to date."""
    known = {key(entry) for entry in catalogue(language)}
    assert {"missing": sources - known, "left over": known - sources} == {
        "missing": set(), "left over": set(),
    }  # fmt: skip


@each_language
def test_the_compiled_catalogue_says_what_the_catalogue_says(language):
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))

    def said(entries):
        return {key(each): (each.msgstr, dict(each.msgstr_plural)) for each in entries}

    assert said(compiled) == said(catalogue(language).translated_entries())


def places(text):
    return sorted(each for each in KEPT.findall(text) if not each.startswith(("<", "&")))


@each_language
def test_translations_keep_the_places_for_facts_and_the_tags(language):
    wrong = []
    for entry in catalogue(language).translated_entries():
        for form in entry.msgstr_plural.values() or [entry.msgstr]:
            # A plural form for one may leave the number out.
            wanted = places(entry.msgid_plural or entry.msgid)
            missing = set(places(form)) - set(wanted)
            fewer = not entry.msgid_plural and places(form) != wanted
            tags = sorted(re.findall(r"</?\w+", form)) != sorted(re.findall(r"</?\w+", entry.msgid))
            if missing or fewer or tags:
                wrong.append((entry.msgid, form))
    assert wrong == []
