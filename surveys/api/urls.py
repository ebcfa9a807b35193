"""The addresses of surveys in the API."""

from deliberation.api.urls import ONE, both
from surveys.api.views.responses import ExportView, LinksView, OwnResponseView, SendView
from surveys.api.views.results import (
    FollowingView,
    IdeasView,
    ResultsView,
    SnapshotPublishView,
    SnapshotView,
)
from surveys.api.views.surveys import (
    DraftView,
    PublishView,
    SurveyDetailView,
    SurveyListView,
    VersionListView,
    VersionView,
)
from surveys.api.views.xlsform import DraftXlsFormView, VersionXlsFormView

app_name = "surveys-api"

SURVEY = ONE + "surveys/<slug:survey>/"

urlpatterns = [
    *both(ONE + "surveys/", SurveyListView, "surveys"),
    *both(SURVEY, SurveyDetailView, "survey"),
    *both(SURVEY + "versions/", VersionListView, "versions"),
    *both(SURVEY + "versions/<int:number>/", VersionView, "version"),
    *both(SURVEY + "versions/<int:number>/xlsform/", VersionXlsFormView, "version-xlsform"),
    *both(SURVEY + "draft/", DraftView, "draft"),
    *both(SURVEY + "draft/xlsform/", DraftXlsFormView, "draft-xlsform"),
    *both(SURVEY + "draft/publish/", PublishView, "publish"),
    *both(SURVEY + "response/", OwnResponseView, "response"),
    *both(SURVEY + "response/send/", SendView, "send"),
    *both(SURVEY + "responses/<slug:name>/", ExportView, "export"),
    *both(SURVEY + "links/", LinksView, "links"),
    *both(SURVEY + "results/", ResultsView, "results"),
    *both(SURVEY + "results/<int:number>/", SnapshotView, "snapshot"),
    *both(SURVEY + "results/<int:number>/publish/", SnapshotPublishView, "publish-results"),
    *both(SURVEY + "ideas/", IdeasView, "ideas"),
    *both(SURVEY + "following/<slug:question>/", FollowingView, "following"),
]
