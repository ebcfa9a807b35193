"""Definitions as data: taken out whole, cloned, and opened from templates."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation import actions, permissions
from deliberation.exchange import whole
from deliberation.exchange.templates import open_from_template, template, templates
from deliberation.limits import limited
from deliberation.models import User
from deliberation.permissions import Deed
from deliberation.refusals import Refusal
from deliberation.refusals_governance import AdministratorNeeded
from deliberation.web import access, kept_file
from deliberation.web.forms.base import add_refusal
from deliberation.web.forms.data import CloneForm, FileForm, TemplateForm
from deliberation.web.pages.importing import ImportShown
from deliberation.web.responses import show


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def data(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What can be done with the definition as a whole; posting clones it."""
    visit = access.enter(request, slug)
    visit.require(Deed.EXPORT)
    if request.method != "POST":
        return _page(request, visit, CloneForm(initial={"title": visit.definition.title}))
    visit.require(Deed.CLONE)
    form = CloneForm(request.POST)
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            clone = actions.clone_definition(
                definition=visit.definition, by=request.user, **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("“{title}” is in setup, and you are its steward.")
            messages.success(request, said.format(title=clone.title))
            return redirect(clone)
    return _page(request, visit, form, status=422)


@require_safe
def whole_export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The whole definition as a file, sent line by line."""
    visit = access.enter(request, slug)
    visit.require(Deed.EXPORT)
    answer = StreamingHttpResponse(
        whole.lines(visit.definition), content_type="application/x-ndjson"
    )
    answer["Content-Disposition"] = f'attachment; filename="{visit.slug}.jsonl"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def open_definition(request: HttpRequest) -> HttpResponseBase:
    """For site administrators: open a definition from a template."""
    _require_opening(request)
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            definition = open_from_template(
                template(form.cleaned_data["template"]),
                slug=form.cleaned_data["slug"],
                steward=request.user,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            said = _("“{title}” is in setup, and you are its steward.")
            messages.success(request, said.format(title=definition.title))
            return redirect(definition)
    return show(
        request,
        "open_definition.html",
        section="home",
        status=422 if form.is_bound else 200,
        form=form,
        templates=templates(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def import_definition(request: HttpRequest) -> HttpResponseBase:
    """For site administrators: bring a whole definition in from a file. A file is looked at
    first; `kept` then names it."""
    user = _require_opening(request)
    if request.method == "POST" and "kept" in request.POST:
        return _import(request, user)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return _import_page(request, form)
    content = form.cleaned_data["file"].read()
    try:
        looked = whole.look(BytesIO(content))
    except Refusal as refusal:
        form.add_error("file", refusal.for_people())
        return _import_page(request, form)
    return show(
        request,
        "import_definition.html",
        section="home",
        looked=ImportShown.of(looked),
        kept=kept_file.keep(user, content),
    )


def _import(request: HttpRequest, user: User) -> HttpResponseBase:
    content = kept_file.take(user, request.POST["kept"])
    if content is None:
        messages.error(request, _("The file is not kept any more. Choose it again."))
        return redirect("import-definition")
    form = FileForm()
    try:
        definition = whole.bring_for(user, BytesIO(content)).definition
    except Refusal as refusal:
        form.errors["file"] = form.error_class([refusal.for_people()])
        return _import_page(request, form)
    said = _("“{title}” is here, and you are a steward of it.")
    messages.success(request, said.format(title=definition.title))
    return redirect(definition)


def _import_page(request: HttpRequest, form: FileForm) -> HttpResponse:
    return show(
        request,
        "import_definition.html",
        section="home",
        status=422 if form.errors else 200,
        form=form,
    )


def _require_opening(request: HttpRequest) -> User:
    try:
        permissions.require_opening(request.user)
    except AdministratorNeeded as refusal:
        raise PermissionDenied(refusal.for_people()) from refusal
    assert isinstance(request.user, User)
    return request.user


def _page(
    request: HttpRequest, visit: access.Visit, form: CloneForm, status: int = 200
) -> HttpResponse:
    return show(
        request,
        "data.html",
        section="definition",
        visit=visit,
        status=status,
        form=form,
        may_clone=visit.may(Deed.CLONE),
    )
