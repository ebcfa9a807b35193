"""Clauses and evidence in, verdicts about AI systems out. Pure: no Django."""

from deliberation.assessment.evidence import Result, result

__all__ = ["Result", "result"]
