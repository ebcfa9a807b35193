"""Cursors, so that a page stays right while rows are added."""

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination, PageNumberPagination
from rest_framework.request import Request

DIGITS = 18  # of the largest position that every database takes


class ByIdCursorPagination(CursorPagination):
    """Oldest first. What a client sends as cursor or size is checked, never guessed."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor: Cursor | None = super().decode_cursor(request)
        except NotFound as error:
            raise _bad_cursor() from error
        if cursor and cursor.position is not None and not _is_number(str(cursor.position)):
            raise _bad_cursor()
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        sent = str(request.query_params.get("page_size", self.page_size))
        if not _is_number(sent) or int(sent) == 0:
            raise ValidationError({"page_size": f"Give a number from 1 to {self.max_page_size}."})
        return super().get_page_size(request)


class NewestFirst(ByIdCursorPagination):
    ordering = "-pk"


class ByNumber(ByIdCursorPagination):
    ordering = "number"


class ByPosition(ByIdCursorPagination):
    ordering = "position"


class ByPage(PageNumberPagination):
    """Numbered pages, for what comes from several tables and so has no one key to go on from.
    The newest is first: what is added meanwhile shows an entry twice and never leaves one out."""

    page_size = ByIdCursorPagination.page_size
    page_size_query_param = "page_size"
    max_page_size = ByIdCursorPagination.max_page_size
    invalid_page_message = "There is no such page; start without one and follow “next”."

    def get_page_size(self, request: Request) -> int | None:
        return ByIdCursorPagination().get_page_size(request)


def _is_number(sent: str) -> bool:
    return sent.isdecimal() and len(sent) <= DIGITS


def _bad_cursor() -> ValidationError:
    return ValidationError(
        {"cursor": "This is no cursor of ours; start without one and follow “next”."}
    )
