"""Votes, their times and where they came from in; groups that look like one hand's out.

Pure: numpy and scipy, no Django. Nothing here decides anything: it says what stewards should
look at, and why. docs/integrity.md tells how it is reckoned and what it cannot tell.
"""

from deliberation.integrity.alike import Alike, alike
from deliberation.integrity.bursts import Burst, bursts
from deliberation.integrity.groups import Evidence, Group, suspicious_groups
from deliberation.integrity.pace import Pace, paces
from deliberation.integrity.records import Records

__all__ = [
    "Alike",
    "Burst",
    "Evidence",
    "Group",
    "Pace",
    "Records",
    "alike",
    "bursts",
    "paces",
    "suspicious_groups",
]
