"""AI systems and the licences of their components."""

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from deliberation import actions
from deliberation.api import access
from deliberation.api.base import ApiView
from deliberation.api.pagination import ByIdCursorPagination
from deliberation.api.schema import answers
from deliberation.api.serializers.systems import (
    COMPONENTS,
    LicenceInputSerializer,
    LicenceSerializer,
    SystemFilterSerializer,
    SystemInputSerializer,
    SystemSerializer,
)
from deliberation.models.systems import AISystemQuerySet

COMPONENT_PARAMETER = OpenApiParameter(
    "component", str, OpenApiParameter.PATH, enum=[value for value, _ in COMPONENTS]
)


class SystemListView(ApiView):
    pagination_class = ByIdCursorPagination

    @extend_schema(
        operation_id="systems_list",
        tags=["Systems"],
        summary="AI systems",
        parameters=[SystemFilterSerializer],
        responses=answers(SystemSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """In the order in which they were added. What is known of them is at evidence/."""
        return self.page(self._filtered(), SystemSerializer)

    @extend_schema(
        operation_id="systems_add",
        tags=["Systems"],
        summary="Add a system",
        request=SystemInputSerializer,
        responses=answers(SystemSerializer, 400, 401, 403, 409, 413, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """For moderators of any definition."""
        given = self.read(SystemInputSerializer)
        added = actions.add_system(by=self.account, **given)
        shown = self.show(SystemSerializer, access.system_named(added.slug))
        return Response(shown, HTTP_201_CREATED, headers={"Location": str(shown["url"])})

    def _filtered(self) -> AISystemQuerySet:
        wanted = self.read_query(SystemFilterSerializer)
        systems = access.systems()
        if "q" in wanted:
            text = wanted.pop("q")
            systems = systems.filter(Q(name__icontains=text) | Q(slug__icontains=text))
        if "licence" in wanted:
            key = wanted.pop("licence")
            systems = systems.filter(component_licences__licence__key=key).distinct()
        return systems.filter(**wanted)


class SystemDetailView(ApiView):
    @extend_schema(
        operation_id="systems_get",
        tags=["Systems"],
        summary="One system",
        responses=answers(SystemSerializer, 404),
    )
    def get(self, request: Request, system: str) -> Response:
        return Response(self.show(SystemSerializer, access.system_named(system)))


class SystemLicenceView(ApiView):
    @extend_schema(
        operation_id="systems_set_licence",
        tags=["Systems"],
        summary="Say under which licence a component is",
        parameters=[COMPONENT_PARAMETER],
        request=LicenceInputSerializer,
        responses=answers(LicenceSerializer, 400, 401, 403, 404, 413, 415),
    )
    def put(self, request: Request, system: str, component: str) -> Response:
        """For moderators of any definition. What follows from it for criteria is derived."""
        given = self.read(LicenceInputSerializer)
        row = actions.set_licence(
            system=access.system_named(system), component=component, by=self.account, **given
        )
        return Response(self.show(LicenceSerializer, row))
