"""The pages' table of contents."""

from django.urls import path

from surveys.web.views import answering

ALL = "d/<slug:slug>/surveys/"
ONE = ALL + "<slug:survey>/"

urlpatterns = [
    path(ALL, answering.surveys, name="surveys"),
    path(ONE, answering.survey, name="survey"),
    path(ONE + "with/<str:token>/", answering.by_link, name="survey-by-link"),
    path(ONE + "section/<slug:key>/", answering.section, name="survey-section"),
    path(ONE + "review/", answering.review, name="survey-review"),
    path(ONE + "discard/", answering.discard, name="survey-discard"),
]
