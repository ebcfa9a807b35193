"""Evidence against what a clause needs."""

import pytest

from deliberation.assessment import result

SCALE = ("closed", "partial", "open")


@pytest.mark.parametrize(
    ("level", "needed", "expected"),
    [
        ("open", "open", "pass"),
        ("open", "partial", "pass"),
        ("partial", "open", "fail"),
        ("closed", "closed", "pass"),
        ("unknown", "closed", "unknown"),
        ("ajar", "open", "unknown"),
        ("open", "ajar", "unknown"),
    ],
)
def test_evidence_passes_from_the_needed_level_on(level, needed, expected):
    assert result(level, needed=needed, scale=SCALE) == expected
