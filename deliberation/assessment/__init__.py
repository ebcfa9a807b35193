"""Clauses and evidence in, verdicts out. Pure: no Django."""
