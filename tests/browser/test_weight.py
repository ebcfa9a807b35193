"""A first visit to any page costs at most 100 KB, as it is served in production."""

import pytest

from tests.browser.conftest import Browse, Site
from tests.browser.pages import visits
from tests.installations import free_port

MOST = 100 * 1024
# What pages never ask for, and what takes long to compress.
NOT_OURS = ("--ignore=admin", "--ignore=drf_spectacular_sidecar", "--ignore=rest_framework")


@pytest.fixture(scope="module")
def served(site):
    """The same site as production serves it: files collected, compressed, with hashed names."""
    env = site.env | {
        "OPENMOOT_PROFILE": "production",
        "OPENMOOT_HTTPS": "false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    served = Site(site.home, free_port(), env, seeded=site.seeded)
    try:
        served.manage("collectstatic", "--no-input", "--verbosity", "0", *NOT_OURS)
        served.start("web")
        yield served
    finally:
        served.stop()


@pytest.fixture
def first_visit(served, chromium, keys):
    """Opens a page with nothing cached; gives its address and what came, in bytes."""
    browse = Browse(served, chromium)

    def first_visit(name, who):
        page = browse(who=keys(who))
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        addresses, came = {}, {}
        network.on(
            "Network.requestWillBeSent",
            lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
        )
        network.on(
            "Network.loadingFinished",
            lambda event: came.update({event["requestId"]: event["encodedDataLength"]}),
        )
        page.goto(served.path(name), wait_until="networkidle")
        return {addresses[each]: size for each, size in came.items() if each in addresses}

    yield first_visit
    browse.close()
    assert not browse.errors, "\n".join(browse.errors)


@pytest.mark.parametrize(("name", "who"), visits())
def test_a_first_visit_costs_at_most_100_kilobytes(first_visit, name, who):
    came = first_visit(name, who)
    assert any(".css" in address for address in came)
    assert sum(came.values()) <= MOST, came
