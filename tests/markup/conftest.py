"""A definition in which everything that people can write has been written."""

from typing import Any

import pytest

from tests.privacy.conftest import ada, bob, known, makers
from tests.surveys.actions.test_joining import answered
from tests.surveys.conftest import ask
from tests.web.conftest import easy

__all__ = ["ada", "answered", "ask", "bob", "easy", "known", "makers"]


@pytest.fixture
def written(easy: Any, request: pytest.FixtureRequest) -> Any:
    """With a draft, a row of every kind about two people (tests/privacy/conftest.py), and a
    survey."""
    easy.votes(easy.proposal(), agree=3)
    easy.draft()
    for each in ("known", "answered"):
        request.getfixturevalue(each)
    return easy
