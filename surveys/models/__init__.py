"""Surveys, responses and results; one file a noun."""

from surveys.models.responses import Link, Response
from surveys.models.results import BallotProposal, Drawn, Fact, Idea, Snapshot
from surveys.models.surveys import Admission, Question, Section, Survey, Version

__all__ = [
    "Admission",
    "BallotProposal",
    "Drawn",
    "Fact",
    "Idea",
    "Link",
    "Question",
    "Response",
    "Section",
    "Snapshot",
    "Survey",
    "Version",
]
