"""What a report says of the votes: whom each list names, and that its numbers are the counts."""

from dataclasses import replace

from deliberation.drafting import compose, report
from deliberation.drafting.material import Candidate, Cell
from deliberation.drafting.reporting import without
from tests.drafting.test_compose import candidate, material


def split(number, group_a, group_b, criterion="data"):
    """(agrees, disagrees) of each of two groups, and of everybody both together."""
    both = [one + other for one, other in zip(group_a, group_b, strict=True)]
    cells = (
        Cell("all", "all", "All", *both, 0),
        Cell("group", "A", "Group A", *group_a, 0),
        Cell("group", "B", "Group B", *group_b, 0),
    )
    return replace(candidate(number, criterion=criterion), cells=cells)


def told(*candidates: Candidate, **options):
    given = material(*candidates, **options)
    _content, standings = compose(given)
    return report(given, standings)


def numbers(entries):
    return [entry["proposal"] for entry in entries]


SHARED = split(1, (20, 1), (19, 1))
DIVIDING = split(2, (20, 2), (1, 19))
REFUSED = split(3, (0, 21), (1, 20))
THIN = split(4, (3, 0), (0, 4))
SHORT = split(5, (21, 1), (9, 11), criterion="licence")
EVERYTHING = (SHARED, DIVIDING, REFUSED, THIN, SHORT)


def test_what_all_agree_on_and_what_all_refuse_stand_together():
    found = told(*EVERYTHING)["agreed"]
    assert [(entry["proposal"], entry["side"]) for entry in found] == [
        (3, "disagree"), (1, "agree"),
    ]  # fmt: skip


def test_what_divides_is_named_with_the_two_groups_and_an_interval_beyond_nought():
    dividing, *rest = told(*EVERYTHING)["divides"]
    assert (dividing["proposal"], dividing["between"]) == (2, ["A", "B"])
    assert 0 < dividing["low"] < dividing["gap"] < dividing["high"]
    assert 4 not in numbers(rest)


def test_each_group_is_told_apart_by_what_it_says_more_than_others():
    group_a, group_b = told(*EVERYTHING)["apart"]
    said = {entry["proposal"]: entry for entry in group_a["statements"]}
    assert (said[2]["side"], said[2]["here"], said[2]["others"]) == (
        "agree", [20, 2, 0], [1, 19, 0],
    )  # fmt: skip
    assert ("disagree", 2) in {(each["side"], each["proposal"]) for each in group_b["statements"]}


def test_the_undecided_stand_with_the_votes_that_would_settle_them():
    first = told(*EVERYTHING)["undecided"][0]
    assert first["proposal"] == 5
    assert [step["rule"] for step in first["unmet"]][-1] == "bridging"
    assert first["adopted"]["vote"] == "agree"
    assert {cell["key"] for cell in first["adopted"]["cells"]} == {"B"}
    assert sum(cell["votes"] for cell in first["adopted"]["cells"]) == first["adopted"]["votes"]


def test_the_agenda_names_the_most_dividing_the_closest_and_the_nearest():
    agenda = told(*EVERYTHING)["agenda"]
    foremost = {entry["kind"]: entry for entry in reversed(agenda)}
    assert foremost["dividing"]["proposal"] == 2
    assert (foremost["closest"]["proposal"], foremost["closest"]["votes"]) == (5, 2)
    assert foremost["nearest"]["proposal"] == 5


def test_cells_of_fewer_than_five_votes_are_not_told_of():
    found = told(THIN)
    assert numbers(found["agenda"]) == [4]
    assert [entry["kind"] for entry in found["agenda"]] == ["nearest"]
    assert all(not group["statements"] for group in found["apart"])


def test_every_proposal_that_a_list_names_comes_with_its_text_and_counts():
    found = told(*EVERYTHING)
    texts = {each["proposal"]: each for each in found["proposals"]}
    lists = [*found["agreed"], *found["divides"], *found["undecided"], *found["agenda"]]
    assert set(numbers(lists)) <= set(texts)
    assert texts[2]["counts"] == [[21, 21, 0], [20, 2, 0], [1, 19, 0]]
    assert texts[2]["wording"] == "Proposal 2 MUST be kept."


def test_a_report_without_some_proposals_names_them_nowhere():
    found = without(told(*EVERYTHING), {2, 5})
    assert not {2, 5} & set(named_in(found))
    assert {1, 3} <= set(named_in(found))


def named_in(found):
    """Every number under a key “proposal”, however deep."""
    if isinstance(found, list):
        return [number for each in found for number in named_in(each)]
    if not isinstance(found, dict):
        return []
    return [
        *([found["proposal"]] if "proposal" in found else []),
        *(number for value in found.values() for number in named_in(value)),
    ]


def test_without_groups_and_votes_there_is_nothing_to_tell():
    empty = told(groups=[])
    assert [empty[name] for name in ("apart", "agreed", "divides", "undecided", "agenda")] == [
        [], [], [], [], [],
    ]  # fmt: skip
