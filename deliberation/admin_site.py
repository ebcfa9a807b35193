"""The admin as a whole: who enters, by which door, and under which content policy.

Beside the package of its pages, not in it: Django makes the site while those register.
"""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.csp import CSP
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csp import csp_override
from unfold.sites import UnfoldAdminSite

from deliberation import second_factor
from deliberation.models import User

# Alpine.js, which django-unfold is made with, evaluates the expressions in its templates and
# sets the style attribute of what it shows and hides. It needs nothing else: no inline script
# or style sheet, nothing from elsewhere.
POLICY: Final[dict[str, list[str]]] = settings.SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src-attr": [CSP.UNSAFE_INLINE],
}
OURS: Final = ("deliberation.", "surveys.")


class OurAdminSite(UnfoldAdminSite):
    """Open to whoever runs a definition or the site, once they have a second factor."""

    index_template = "deliberation/admin/dashboard.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own pages: those that libraries bring show tokens and keys, and ask
        nobody for a role."""
        if admin_class is not None and admin_class.__module__.startswith(OURS):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return csp_override(POLICY)(super().admin_view(view, cacheable))

    def extra_urls(self) -> list[Any]:
        """Pages that are of no model."""
        from deliberation.admin.queue import views  # noqa: PLC0415  (our pages come after us)

        return [
            path("queue/", self.admin_view(views.choose), name="queue-choose"),
            path("queue/<slug:slug>/", self.admin_view(views.queue), name="queue"),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        known: bool | None = getattr(request, "_may_enter_admin", None)
        if known is None:
            from deliberation.admin.base import roles  # noqa: PLC0415

            user = request.user
            is_asked = second_factor.is_asked_of(user, has_role=bool(roles(request)))
            known = is_asked and isinstance(user, User) and user.has_second_factor()
            request._may_enter_admin = known  # type: ignore[attr-defined]
        return known

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Not a form of its own: the one door, then the second factor. Nothing for outsiders."""
        back = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse("admin:index")
        if self.has_permission(request):
            return redirect(back)
        if not request.user.is_authenticated:
            return redirect_to_login(back, reverse("sign-in"))
        if not second_factor.is_asked_of(request.user):
            raise Http404
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': back})}")

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponse:
        """The sidebar goes by subject; by app there is nothing to see."""
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("sign-out")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        return redirect("account")
