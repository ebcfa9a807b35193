"""Generated texts and evidence, and the slow, obvious way to apply one to the other."""

from hypothesis import strategies as st

from deliberation.assessment import Clause, Known

SCALES = {
    "data": ("closed", "partial", "open"),
    "code": ("closed", "partial", "open"),
    "weights": ("no", "yes"),
    "no-cap": ("closed", "partial", "open"),
    "no-list": ("closed", "partial", "open"),
}
TERMS = {"no-cap", "no-list"}
LEVELS = ("closed", "partial", "open", "no", "yes", "unknown")


@st.composite
def texts(draw, most=7):
    """A text; its clauses may ask twice for a criterion, and for levels that scales lack."""
    clauses = []
    for number in range(draw(st.integers(0, most))):
        criterion = draw(st.sampled_from([*SCALES, "unheard-of"]))
        clauses.append(
            Clause(
                str(number + 1),
                criterion,
                draw(st.sampled_from(["MUST", "MUST NOT", "SHOULD", "MAY"])),
                draw(st.sampled_from(["closed", "partial", "open", "yes"])),
                criterion in TERMS,
            )
        )
    return tuple(clauses)


knowns = st.dictionaries(
    st.sampled_from(list(SCALES)),
    st.builds(Known, st.sampled_from(LEVELS), is_contested=st.booleans()),
)
systems = st.lists(knowns, min_size=1, max_size=5)


def slow_result(clause, known):
    """By the words of the design alone."""
    scale = SCALES.get(clause.criterion)
    each = known.get(clause.criterion)
    if scale is None or each is None or each.is_contested:
        return "unknown"
    if each.level not in scale or clause.requires not in scale:
        return "unknown"
    reached = [level for level in scale if scale.index(level) <= scale.index(each.level)]
    return "pass" if clause.requires in reached else "fail"


def slow_verdict(text, known):
    results = [slow_result(each, known) for each in text if each.level.startswith("MUST")]
    if any(each == "fail" for each in results):
        return "does not meet"
    if not results or any(each == "unknown" for each in results):
        return "cannot be told"
    return "meets"
