"""What the views of one survey share."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from deliberation.api.base import DefinitionView
from deliberation.models import Participant
from deliberation.permissions import STEWARDS, Deed
from surveys import actions
from surveys.api.refusals import SurveyNotFound, VersionNotFound
from surveys.api.serializers import SnapshotSerializer, SurveySerializer
from surveys.models import Admission, Link, Response, Snapshot, Survey, Version
from surveys.refusals import LinkNeeded, NoResponseYet

LINK = OpenApiParameter(
    "link", str, description="The token of a one-time link, for surveys answered by links."
)


class AnyType:
    """Files; the address says which, whatever the header Accept wishes."""

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[BaseRenderer, str]:
        return super().perform_content_negotiation(request, force=True)  # type: ignore[misc]


class SurveyView(DefinitionView):
    """A survey that one may not see is a 404."""

    @cached_property
    def is_steward(self) -> bool:
        return not STEWARDS.isdisjoint(self.own_roles)

    @cached_property
    def survey(self) -> Survey:
        visible = Survey.objects.visible_to(self.definition, self.request.user)
        found = visible.select_related("current").filter(slug=self.kwargs["survey"]).first()
        if found is None:
            raise SurveyNotFound(slug=self.kwargs["survey"][:60])
        found.definition = self.definition
        return found

    def published(self, number: int) -> Version:
        """A version that was published. Raises VersionNotFound."""
        found = self.survey.versions.exclude(published_at=None).filter(number=number).first()
        if found is None:
            raise VersionNotFound(number=number)
        return found

    def require_steward(self) -> None:
        """Raises RoleNeeded or SecondFactorNeeded."""
        self.require(Deed.RUN_SURVEYS)

    def require_moderator(self) -> None:
        """Raises RoleNeeded, NotInThisPhase or SecondFactorNeeded."""
        self.require(Deed.MAKE_OF_IDEAS)

    def whose(self) -> tuple[Participant | None, Link | None]:
        """Who answers: a participant, or whoever has the link. Raises what keeps them."""
        if self.survey.admission == Admission.PARTICIPANTS:
            return self.participant, None
        token = self.request.query_params.get("link", "")
        if not token:
            raise LinkNeeded()
        return None, actions.link_of(self.survey, token)

    def own_response(self) -> Response:
        """Raises NoResponseYet before it is begun."""
        participant, link = self.whose()
        mine = self.survey.responses.filter(participant=participant, link=link)
        found = mine.select_related("version").first()
        if found is None:
            raise NoResponseYet()
        found.survey = self.survey
        return found

    def show_survey(self, survey: Survey) -> Any:
        return SurveySerializer(survey, context={"now": timezone.now()}).data

    def show_results(self, snapshot: Snapshot) -> Any:
        return SnapshotSerializer(snapshot, context={"is_steward": self.is_steward}).data
