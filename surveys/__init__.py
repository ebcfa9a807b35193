"""Questionnaires that feed a deliberation. May use `deliberation`, never the other way round."""
