"""Answering with a page of surveys."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from surveys.web.access import Visit, is_moderator, is_steward


def show(
    request: HttpRequest, template: str, *, visit: Visit, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page; pages name who is signed in, so no shared cache may keep them."""
    context |= {
        "definition": visit.definition,
        "participant": visit.participant,
        "is_steward": is_steward(visit),
        "is_moderator": is_moderator(visit),
        "section": "surveys",
    }
    response = render(request, f"surveys/{template}", context, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response
