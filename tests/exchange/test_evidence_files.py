"""Evidence from files: what each format gives, and what strangers may send."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck
from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as some

from deliberation.exchange.evidence import About, read, yaml_files
from deliberation.exchange.evidence.terms import Terms
from deliberation.models import Licence
from deliberation.refusals_evidence import UnknownLicence, UnreadableEvidence

ABOUT = About("heron", "https://example.org/heron", "2026-11")
CARD = """---
license: apache-2.0
datasets:
- fen/reeds
- fen/marsh
base_model: fen/stork-1b
model-index:
- name: heron
  results: []
---
# Heron

""" + ("It wades. " * 40)
MOF = """framework:
  name: 'Model Openness Framework'
  version: '1.0'
release:
  name: Heron
  version: 7B
  date: '2024-12-26'
  components:
    - name: 'Model parameters (Final)'
      license: Apache-2.0
      component_path: 'https://example.org/weights'
    - name: Datasets
      license_name: 'Component not included'
    - name: 'Model card'
      license_name: 'License not specified'
    - name: 'Training code'
      license: Llama-3
    - name: 'Coffee machine'
      license: MIT
"""


@pytest.fixture(autouse=True)
def licences(db):
    for key, spdx, openness in (
        ("Apache-2.0", "Apache-2.0", "open"), ("MIT", "MIT", "open"),
        ("Llama-3", "", "restricted"), ("unlicensed", "", "none"),
    ):  # fmt: skip
        Licence.objects.create(key=key, name=f"The {key}", spdx=spdx, openness=openness)


def rows(content, way="table", about=ABOUT):
    content = content if isinstance(content, bytes) else content.encode()
    found = read(content, way=way, about=about)
    return {each.criterion: each.fields for each in found.given}, found


def why(content, way="table"):
    with pytest.raises(UnreadableEvidence) as refused:
        rows(content, way)
    return refused.value.for_people()


# --- Tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_gives_a_row_a_line(sign):
    text = "criterion,level,system,note\ntraining-data,closed,egret,'=1+1\n\nmodel-card,open,,\n"
    found = read(text.replace(",", sign).encode(), way="table", about=ABOUT).given
    assert [(each.place, each.system, each.criterion) for each in found] == [
        ("line 2", "egret", "training-data"), ("line 4", "heron", "model-card"),
    ]  # fmt: skip
    assert found[0].fields["note"] == "=1+1", "as it was before a spreadsheet was kept from it"
    assert found[1].fields["source_url"] == ABOUT.source_url


def test_json_gives_the_same_as_a_table():
    entries = [{"criterion": "training-data", "level": "closed", "system": "egret", "note": None}]
    for document in (entries, {"format": "openmoot-evidence/1", "evidence": entries}):
        found, _ = rows(json.dumps(document))
        assert found["training-data"]["level"] == "closed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no rows"),
        ("criterion,level\n", "no rows"),
        ("criterion,level,colour\na,b,c\n", "“colour” is no field"),
        ("level,note\nopen,x\n", "“criterion” is missing"),
        ("criterion,level,level\na,open,closed\n", "twice"),
        ("criterion,level\na,open,surplus\n", "line 2 has more cells"),
        ("criterion,level\n" + "a,open\n" * 501, "more than 500"),
        ("criterion,level\n" + "a,open\n" * 600, "line 503 is too much"),
        ("criterion,level\na," + "x" * 3000 + "\n", "too much"),
        (b"criterion,level\n\xff\xfe,open\n", "no UTF-8"),
        (b"criterion,level\n\0,open\n", "no text"),
        ("[", "line 1 is no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"evidence": []}', "“format” is not"),
        ('{"format": "openmoot-evidence/1"}', "no list"),
        ('["row"]', "entry 1 is no object"),
        ('[{"criterion": "a", "level": 3}]', "“level” of entry 1 is no text"),
        ('[{"criterion": "a", "level": "b", "__proto__": "c"}]', "is no field"),
        ("[" + ",".join(['{"criterion":"a","level":"b"}'] * 501) + "]", "more than 500"),
        ('[{"criterion": "a", "level": "b", "note": "c\\u0000"}]', "entry 1 holds a character"),
        ('[{"criterion": "a\\u0000", "level": "b"}]', "entry 1 holds a character"),
        ('[{"criterion": "a", "level": "b", "note": "\\ud800"}]', "no JSON"),
        (b"x" * 50_000_000, "larger than 2 MB"),
    ],
)
def test_tables_that_are_none_are_refused_with_the_place(content, said):
    assert said in why(content)


# --- YAML -------------------------------------------------------------------------------


def bomb():
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{b}: &{b} [{','.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi",
                                                                      strict=True)]  # fmt: skip
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb(), "anchors or aliases"),
        ("a: &x 1", "anchors or aliases"),
        ("a: *x", "anchors or aliases"),
        ("a: !!python/object/apply:os.system [ls]", "tags"),
        ("a: !!binary aGVyb24=", "tags"),
        ("a: " + "[" * 200 + "]" * 200, "nested too deep"),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("a: 1\na: 2", "twice"),
        ("- a\n- b", "no mapping"),
        ("a: [1", "no YAML"),
        ("a: \x01", "no YAML"),
        ("? [1, 2]\n: 3", "no YAML"),
        ("a: " + "x" * 300_000, "too long"),
        ("a: [" + "1," * 30_000 + "]", "too large"),
    ],
)
def test_yaml_is_plain_data_or_nothing(text, said):
    started = time.monotonic()
    with pytest.raises(UnreadableEvidence) as refused:
        yaml_files.load(text)
    assert said in refused.value.for_people()
    assert time.monotonic() - started < 5


def test_dates_of_yaml_stay_text():
    assert yaml_files.load("a: 2024-13-45\nb: 2024-12-26") == {"a": "2024-13-45",
                                                              "b": "2024-12-26"}  # fmt: skip


@for_all(text=some.text(alphabet="a:-[]{}&*!|>'\"#? \n1,<", max_size=80))
@trying(max_examples=150, deadline=None)
def test_whatever_is_sent_as_yaml_is_read_or_refused(text):
    with suppress(UnreadableEvidence):
        assert isinstance(yaml_files.load(text), dict)


# --- Model cards ------------------------------------------------------------------------


def test_a_model_card_tells_licence_data_and_results():
    found, read_ = rows(CARD, "model-card")
    assert {slug: each["level"] for slug, each in found.items()} == {
        "weights-licence": "open", "data-provenance": "partial", "evaluation-results": "partial",
        "model-card": "partial",
    }  # fmt: skip
    assert found["weights-licence"]["licence"] == "Apache-2.0"
    assert "fen/reeds, fen/marsh" in found["data-provenance"]["note"]
    assert found["model-card"]["source_url"] == ABOUT.source_url
    assert [each.place for each in read_.unread] == ["base_model"]


@pytest.mark.parametrize(
    ("header", "level"),
    [
        ("license: llama3", "partial"),
        ("license: other\nlicense_name: Llama-3", "partial"),
        ("license: [mit, llama3]", "partial"),
        ("license: mit AND llama3", "partial"),
    ],
)
def test_licences_are_known_as_the_hub_writes_them(header, level):
    found, _ = rows(f"---\n{header}\n---\n", "model-card")
    assert found["weights-licence"]["level"] == level


@pytest.mark.parametrize(
    "header",
    ["license: other", "license: fen-licence-9", "license: 7", "license: {a: b}", "tags: [x]",
     "license: gpl-3.0", "license: '((((((((('", "license: '" + "(" * 290 + "'"],
)  # fmt: skip
def test_a_licence_that_nobody_knows_gives_no_row_and_a_reason(header):
    found, read_ = rows(f"---\n{header}\n---\n", "model-card")
    assert "weights-licence" not in found
    assert read_.unread[0].place == "license"
    assert read_.unread[0].reason


@pytest.mark.parametrize(
    "text", ["", "# Heron", "---\nlicense: mit\n", "--- \n--- \n", "---\n- mit\n---\n"]
)
def test_a_readme_without_a_header_is_refused(text):
    assert "Nothing was brought in" in why(text, "model-card")


@pytest.mark.parametrize(
    "header",
    ["eval_results: [1]", "eval_results: {a: b}", "model-index: 5", "model-index: [{name: x}]",
     "tags: 5", "self: 1", "ignore_metadata_errors: 1", "to_dict: x", "__class__: x", "1: 2",
     "null: 3", "license: 2024-13-45", "model_name: 3\neval_results: [{a: b}]",
     "license: []", "license: [{a: b}, 7]", "datasets: {a: b}", "base_model: 7"],
)  # fmt: skip
def test_odd_headers_are_read_or_refused_in_words(header):
    said = ""
    try:
        rows(f"---\n{header}\n---\n{'It wades. ' * 30}", "model-card")
    except UnreadableEvidence as refusal:
        said = refusal.for_people()
    assert said == "" or "its header is none of a model card" in said


def test_nothing_is_read_but_the_header_that_was_checked():
    text = "---\nlicense: mit\n---  \na: &a [x]\nlicense: llama3\n---\nbody"
    assert rows(text, "model-card")[0]["weights-licence"]["licence"] == "MIT"


# --- MOF --------------------------------------------------------------------------------


def test_a_mof_file_tells_each_component_that_it_names():
    found, read_ = rows(MOF, "mof")
    assert {slug: each["level"] for slug, each in found.items()} == {
        "model-weights": "open", "training-data": "closed", "model-card": "partial",
        "training-code": "partial",
    }  # fmt: skip
    assert found["model-weights"]["source_url"] == "https://example.org/weights"
    assert found["training-code"]["source_url"] == ABOUT.source_url
    assert [each.place for each in read_.unread] == ["Coffee machine"]


def test_terms_of_the_whole_release_hold_where_a_component_names_none():
    text = MOF.replace(
        "  components:", "  license:\n    distribution:\n      name: MIT\n  components:"
    )
    text += "    - name: 'Technical report'\n"
    assert rows(text, "mof")[0]["technical-report"]["licence"] == "MIT"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:x", "12"])
def test_links_of_components_that_are_no_pages_are_not_taken(address):
    text = MOF.replace("https://example.org/weights", address)
    assert rows(text, "mof")[0]["model-weights"]["source_url"] == ABOUT.source_url


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1", "framework"),
        (MOF.replace("Model Openness Framework", "Another"), "is not the Model Openness"),
        (MOF.split("  components:", maxsplit=1)[0], "no list of components"),
        (MOF.replace("- name: Datasets\n      license_name", "- license_name"), "has no name"),
        (MOF.replace("name: Heron", "name: &h Heron"), "anchors"),
        (MOF.replace("name: Heron", 'name: "Her\\0on"'), "holds a character"),
    ],
)
def test_mof_files_that_are_none_are_refused(text, said):
    assert said in why(text, "mof")


# --- SPDX -------------------------------------------------------------------------------


def spdx(expression="Apache-2.0", *more, **model):
    graph = [
        {"type": "ai_AIPackage", "spdxId": "#m", "name": "Heron"} | model,
        {"type": "Relationship", "relationshipType": "hasConcludedLicense", "from": "#m",
         "to": ["#l"]},
        {"type": "simplelicensing_LicenseExpression", "spdxId": "#l",
         "simplelicensing_licenseExpression": expression},
        *more,
    ]  # fmt: skip
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    return json.dumps({"@context": context, "@graph": graph})


TRAINED = {"type": "Relationship", "relationshipType": "trainedOn", "from": "#m", "to": ["#d"]}


@pytest.mark.parametrize(
    ("expression", "level"),
    [
        ("Apache-2.0", "open"),
        ("MIT OR LicenseRef-Llama-3", "open"),
        ("LicenseRef-Llama-3 AND MIT", "partial"),
        ("(MIT AND LicenseRef-Llama-3) OR Apache-2.0", "open"),
        ("MIT AND (LicenseRef-Llama-3 OR LicenseRef-unlicensed)", "partial"),
        ("GPL-2.0-only OR MIT", "open"),
        ("Apache-2.0 WITH LLVM-exception", "open"),
        ("NONE", "closed"),
    ],
)
def test_or_takes_the_most_permissive_and_and_the_least(expression, level):
    assert rows(spdx(expression), "spdx")[0]["weights-licence"]["level"] == level


@pytest.mark.parametrize(
    "expression",
    ["GPL-2.0-only AND MIT", "GPL-2.0-only OR LicenseRef-Llama-3", "NOASSERTION", "Apache-3.0",
     "LicenseRef-WarehouseDetect-Commercial", "LicenseRef-MIT-like", "MIT OR", "AND", "MIT MIT",
     "(" * 200, ""],
)  # fmt: skip
def test_expressions_that_tell_nothing_give_no_row_and_a_reason(expression):
    found, read_ = rows(spdx(expression, ai_metric=[{}]), "spdx")
    assert "weights-licence" not in found
    assert [each.reason for each in read_.unread if each.place == "license"]


def test_an_spdx_document_tells_of_data_and_metrics():
    data = {"type": "dataset_DatasetPackage", "spdxId": "#d", "name": "Reeds",
            "dataset_datasetAvailability": "clickthrough"}  # fmt: skip
    found, _ = rows(spdx("MIT", data, TRAINED, ai_metric=[{"key": "f1"}],
                         ai_informationAboutTraining="In spring."), "spdx")  # fmt: skip
    assert {slug: each["level"] for slug, each in found.items()} == {
        "weights-licence": "open", "evaluation-results": "partial", "training-data": "partial",
        "data-information": "partial", "data-provenance": "partial",
    }  # fmt: skip


def test_data_is_open_where_all_of_it_can_be_had_under_open_licences():
    def level(licence):
        data = {"type": "dataset_DatasetPackage", "spdxId": "#d", "name": "Reeds",
                "dataset_datasetAvailability": "directDownload"}  # fmt: skip
        under = {"relationshipType": "hasDeclaredLicense", "from": "#d",
                 "to": [f"https://spdx.org/licenses/{licence}"]}  # fmt: skip
        return rows(spdx("MIT", data, TRAINED, under), "spdx")[0]["training-data"]["level"]

    assert level("MIT") == "open"
    assert level("Apache-3.0") == "partial"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "no SPDX 3 document"),
        ('{"@context": "https://example.org", "@graph": []}', "no SPDX 3 document"),
        (spdx().replace("ai_AIPackage", "software_Package"), "0 AI packages"),
        (spdx("MIT", {"type": "ai_AIPackage"}), "2 AI packages"),
        (spdx().replace('"@graph": [', '"@graph": [7, '), "no “@graph” of elements"),
    ],
)
def test_documents_that_are_none_are_refused(text, said):
    assert said in why(text, "spdx")


@pytest.mark.parametrize(
    "more",
    [{"relationshipType": "trainedOn", "from": "#m", "to": 7},
     {"relationshipType": ["x"], "from": {}, "to": {}},
     {"relationshipType": "trainedOn", "from": ["#m"], "to": [None, [], {"spdxId": 4}]},
     {"relationshipType": "hasDeclaredLicense", "from": "#m", "to": [{"type": 9}]},
     {"spdxId": ["a"], "type": {}}],
)  # fmt: skip
def test_odd_elements_of_a_document_harm_nothing(more):
    assert "weights-licence" in rows(spdx("MIT", more), "spdx")[0]


def test_many_elements_take_no_longer_than_few():
    data = [{"type": "dataset_DatasetPackage", "spdxId": f"#{i}", "name": "x",
             "dataset_datasetAvailability": "directDownload"} for i in range(4000)]  # fmt: skip
    trained = TRAINED | {"to": [each["spdxId"] for each in data]}
    started = time.monotonic()
    rows(spdx("MIT", trained, *data), "spdx")
    assert time.monotonic() - started < 5


def test_names_of_licences_are_looked_up_however_they_are_written():
    terms = Terms()
    assert terms.named("apache_2.0").key == "Apache-2.0"
    assert terms.named("Llama 3").openness == "restricted"
    assert terms.named("gpl-2.0-only") == type(terms.named("MIT"))("GPL-2.0-only", "unknown")
    for odd in ("", "  ", "LicenseRef-", "☃", "LicenseRef-GPL-2.0-only"):
        with pytest.raises(UnknownLicence):
            terms.named(odd)


LEAVES = (
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text()
)
NAMES = some.sampled_from(
    ["type", "spdxId", "@id", "from", "to", "relationshipType", "name", "components", "license",
     "license_name", "distribution", "location", "framework", "release", "datasets", "base_model",
     "dataset_datasetAvailability", "simplelicensing_licenseExpression", "ai_metric", "#m", "#l"]
)  # fmt: skip
WORDS = some.sampled_from(
    ["ai_AIPackage", "dataset_DatasetPackage", "simplelicensing_LicenseExpression", "trainedOn",
     "testedOn", "hasConcludedLicense", "hasDeclaredLicense", "#m", "#l", "MIT", "MIT OR", "NONE",
     "directDownload", "Datasets", "Component not included", "Model Openness Framework", "other"]
)  # fmt: skip
VALUES = some.recursive(
    WORDS | LEAVES,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = some.lists(some.dictionaries(NAMES, VALUES, max_size=6), max_size=5)


@for_all(graph=OBJECTS, model=some.dictionaries(NAMES, VALUES, max_size=5))
@trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_document_of_spdx_holds_is_read_or_refused(graph, model):
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    graph = [*graph, {"spdxId": "#m"} | model | {"type": "ai_AIPackage"}]
    with suppress(UnreadableEvidence):
        rows(json.dumps({"@context": context, "@graph": graph}), "spdx")


@for_all(components=OBJECTS, release=some.dictionaries(NAMES, VALUES, max_size=5))
@trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_mof_file_holds_is_read_or_refused(components, release):
    named = [{"name": "Datasets"} | each for each in components]
    framework = {"name": "Model Openness Framework"}
    given = {"framework": framework, "release": {"components": named} | release}
    with suppress(UnreadableEvidence):
        rows(json.dumps(given), "mof")


@for_all(header=some.dictionaries(NAMES, VALUES, max_size=5))
@trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_model_card_holds_is_read_or_refused(header):
    with suppress(UnreadableEvidence):
        rows(f"---\n{json.dumps(header)}\n---\n", "model-card")
