"""What a form sent and could not be done yet, kept to be sent again: nothing typed is lost."""

from typing import Any, Final

from django.http import HttpRequest

KEY: Final = "sent"  # in the session, while its author goes to sign in or to join
MOST: Final = 20_000  # characters that a session keeps; ten times the longest wording
LONG: Final = 60  # characters from which on a value is shown and not hidden
SECRETS: Final = frozenset({"password", "password1", "password2", "oldpassword", "code"})


def fields(request: HttpRequest) -> list[dict[str, Any]]:
    """For `components/send_again.html`. None where one of them is a secret."""
    if SECRETS & request.POST.keys():
        return []
    return [
        {"name": name, "value": value, "is_long": len(value) > LONG}
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def keep(request: HttpRequest, back: str) -> bool:
    """Keep it in the session, with the page to go back to instead; False if it is too much."""
    kept = fields(request)
    if not kept or sum(len(each["value"]) for each in kept) > MOST:
        return False
    request.session[KEY] = {"address": request.get_full_path(), "back": back, "fields": kept}
    return True


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What `keep` kept last, if anything."""
    found: dict[str, Any] | None = request.session.get(KEY)
    return found
