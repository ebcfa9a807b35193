"""Three faces, one door each, and the probe for health."""

from django.contrib import admin
from django.urls import include, path

from deliberation.api.health import health

urlpatterns = [
    # Ours come first: a few stand in the place of allauth's.
    path("", include("deliberation.web.urls")),
    path("", include("surveys.web.urls")),
    path("accounts/", include("allauth.urls")),
    # Before deliberation's, which answers at every address that is left.
    path("api/v1/", include("surveys.api.urls")),
    path("api/v1/", include("deliberation.api.urls")),
    path("healthz", health, name="healthz"),
    path("admin/", admin.site.urls),
]

handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
