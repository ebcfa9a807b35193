"""How the admin looks and what its sidebar offers (django-unfold)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _no_colours(request: Any) -> dict[str, Any]:
    """They stand in a style sheet of ours: unfold's own way is inline, which is forbidden."""
    return {}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Openmoot",
    "SITE_HEADER": "Openmoot",
    "SITE_SUBHEADER": _("Stewards and moderators"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": lambda request: static("deliberation/mark.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("deliberation/mark.svg"),
        }
    ],
    "COLORS": _no_colours,
    "STYLES": [lambda request: static("deliberation/admin.css")],
    "ACCOUNT": {"navigation": [{"title": _("Settings"), "link": reverse_lazy("account")}]},
    "DASHBOARD_CALLBACK": "deliberation.admin.dashboard.fill",
    "SIDEBAR": {"show_search": True, "navigation": "deliberation.admin.sidebar.navigation"},
    "SHOW_LANGUAGES": False,
}
