"""Questionnaires and responses as files, in and out."""
