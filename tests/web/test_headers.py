"""What browsers are told about pages: nothing from elsewhere, nothing of the device."""

from typing import Any

from django.test import Client

from deliberation import guests


def test_every_page_forbids_what_it_does_not_use(moot: Any, client: Client) -> None:
    for address in ("/", "/sign-in/", "/d/open-source-ai/", "/nothing/"):
        page = client.get(address)
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page["X-Frame-Options"] == "DENY"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in page["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in page["Permissions-Policy"]


def test_colours_and_language_are_chosen_without_an_account(db: None, client: Client) -> None:
    assert b"data-theme" not in client.get("/").content
    answer = client.post("/account/theme/", {"theme": "dark", "next": "/sign-in/"})
    assert answer["Location"] == "/sign-in/"
    assert b'data-theme="dark"' in client.get("/").content
    client.post("/account/theme/", {"theme": "purple"})
    assert b"data-theme" not in client.get("/").content
    assert client.post("/account/language/", {"language": "de", "next": "/"})["Location"] == "/"
    assert b'<html lang="de"' in client.get("/").content
    away = client.post("/account/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert away["Location"] == "/"


def test_our_cookies_are_out_of_reach_of_scripts_and_other_sites(
    db: None, client: Client, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client.post("/account/theme/", {"theme": "dark"})
    cookie = client.cookies["theme"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert guests.COOKIE not in client.cookies
