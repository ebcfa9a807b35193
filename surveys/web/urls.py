"""The pages' table of contents."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from surveys.exchange import responses
from surveys.web.views import answering, exporting, joining, results


class ExportConverter(StringConverter):
    """The name of a format that responses come in."""

    regex = "|".join([*responses.FORMATS, responses.SPSS])


register_converter(ExportConverter, "responses")

ALL = "d/<slug:slug>/surveys/"
ONE = ALL + "<slug:survey>/"

urlpatterns = [
    path(ALL, answering.surveys, name="surveys"),
    path(ONE, answering.survey, name="survey"),
    path(ONE + "with/<str:token>/", answering.by_link, name="survey-by-link"),
    path(ONE + "section/<slug:key>/", answering.section, name="survey-section"),
    path(ONE + "review/", answering.review, name="survey-review"),
    path(ONE + "discard/", answering.discard, name="survey-discard"),
    path(ONE + "results/", results.results, name="survey-results"),
    path(ONE + "results/<slug:key>.csv", results.question_csv, name="survey-question-csv"),
    path(ONE + "progress/", results.progress, name="survey-progress"),
    path(ONE + "progress/count/", results.count_now, name="survey-count"),
    path(ONE + "progress/publish/<number:number>/", results.publish, name="survey-publish"),
    path(ONE + "progress/hide/", results.hide, name="survey-hide"),
    path(ONE + "progress/links/", results.make_links, name="survey-links"),
    path(ONE + "progress/links/revoke/", results.revoke_links, name="survey-revoke-links"),
    path(ONE + "responses/<responses:name>/", exporting.export, name="survey-export"),
    path(ONE + "ideas/", joining.ideas, name="survey-ideas"),
    path(ONE + "ideas/<uuid:response>/<slug:question>/", joining.idea, name="survey-idea"),
    path(ONE + "following/", joining.following, name="survey-following"),
    path(ONE + "following/<slug:question>/", joining.draw, name="survey-draw"),
    path(ONE + "questions.json", exporting.questionnaire, {"name": "json"}, name="survey-json"),
    path(ONE + "questions.xlsx", exporting.questionnaire, {"name": "xlsx"}, name="survey-xlsx"),
]
