"""What machines read on a page is the same in every language; what people read is theirs."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

SLUG = "open-source-ai"
PAGES = [
    "/", f"/d/{SLUG}/", f"/d/{SLUG}/criteria/", f"/d/{SLUG}/criteria/training-data/",
    f"/d/{SLUG}/vote/", f"/d/{SLUG}/0.2.0/", f"/d/{SLUG}/drafts/",
    f"/d/{SLUG}/diff/0.1.0/0.2.0/", "/account/",
]  # fmt: skip
MACHINES = {
    "href", "action", "id", "for", "name", "colspan", "x", "y", "width", "height", "x1", "x2",
    "y1", "y2", "cx", "cy", "r", "d", "points", "viewbox", "transform", "datetime",
    "aria-labelledby", "aria-describedby", "aria-controls", "hx-get", "hx-post", "hx-target",
}  # fmt: skip


class ForMachines(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            value = "" if given.get("name") == "csrfmiddlewaretoken" else given.get("value")
            self.found.append((tag, "value", value))
        self.found += [(tag, name, value) for name, value in attrs if name in MACHINES]


@pytest.fixture(autouse=True)
def _language_left_as_it_was():
    """A request leaves its language behind in the test's thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def numbered(drafted):
    """With numbers that every language writes in its own way."""
    proposal = drafted.definition.proposals.order_by("number").last()
    type(proposal).objects.filter(pk=proposal.pk).update(number=12345)
    return drafted


@pytest.mark.parametrize("address", PAGES)
def test_addresses_ids_and_pictures_do_not_depend_on_the_language(as_insider, numbered, address):
    def read(language):
        response = as_insider.get(address, headers={"accept-language": language})
        assert response.status_code == 200
        assert response.headers["Content-Language"] == language
        return ForMachines(response.content.decode()).found

    english = read("en-gb")
    for language, _ in settings.LANGUAGES[1:]:
        assert read(language) == english


def test_dates_are_written_out_as_each_language_does(as_insider, drafted):
    written = {"en-gb": r"\d{1,2} [A-Z][a-z]+ \d{4}", "de": r"\d{1,2}\. [A-ZÄ][a-zä]+ \d{4}",
               "es": r"\d{1,2} de [a-z]+ de \d{4}", "fr": r"\d{1,2} [a-zéû]+ \d{4}"}  # fmt: skip
    for language, pattern in written.items():
        address = reverse("drafts", args=[SLUG])
        html = as_insider.get(address, headers={"accept-language": language}).content.decode()
        assert re.search(pattern, html), language
