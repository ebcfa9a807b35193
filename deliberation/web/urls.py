"""The pages' table of contents."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from deliberation.exchange.drafts import FORMATS
from deliberation.web.views import definitions, drafts, people, releasing, votes, voting


class VersionConverter:
    """The version of a draft, such as 0.7.0."""

    regex = r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter(IntConverter):
    """A proposal's number; longer ones cannot exist, and databases refuse them."""

    regex = "[0-9]{1,9}"


register_converter(VersionConverter, "version")


class FormatConverter(StringConverter):
    """The name of a format that drafts come in, as it stands behind the dot."""

    regex = "|".join(FORMATS)


register_converter(NumberConverter, "number")
register_converter(FormatConverter, "format")

ONE = "d/<slug:slug>/"

urlpatterns = [
    path("", definitions.home, name="home"),
    path("sign-in/", people.SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", people.account, name="account"),
    path("account/token/", people.renew_token, name="renew-token"),
    path(ONE, definitions.definition, name="definition"),
    path(ONE + "join/", people.join, name="join"),
    path(ONE + "criteria/", definitions.criteria, name="criteria"),
    path(ONE + "criteria/<slug:criterion>/", definitions.criterion, name="criterion"),
    path(ONE + "criteria/<slug:criterion>/propose/", voting.propose, name="propose"),
    path(ONE + "vote/", voting.vote, name="vote"),
    path(ONE + "proposals/<number:number>/", voting.proposal, name="proposal"),
    path(ONE + "vote/counted/", voting.counted, name="counted"),
    path(ONE + "votes/", votes.votes, name="votes"),
    path(ONE + "votes.csv", votes.votes_as_csv, name="votes-csv"),
    path(ONE + "votes.json", votes.votes_as_json, name="votes-json"),
    path(ONE + "proposals/<number:number>/vote/", voting.cast_vote, name="cast-vote"),
    path(ONE + "proposals/<number:number>/vote/undo/", voting.undo_vote, name="undo-vote"),
    path(ONE + "draft/", drafts.latest, name="latest-draft"),
    path(ONE + "drafts/", drafts.drafts, name="drafts"),
    path(ONE + "diff/", drafts.compare, name="compare"),
    path(ONE + "diff/<version:before>/<version:after>/", drafts.diff, name="diff"),
    path(ONE + "<version:version>/", drafts.draft, name="draft"),
    # Also as it is cited: without the last slash, and without a redirect.
    path(ONE + "<version:version>", drafts.draft),
    path(ONE + "<version:version>.<format:name>", drafts.export, name="export"),
    path(ONE + "<version:version>/news/", drafts.draft_news, name="draft-news"),
    path(ONE + "<version:version>/publish/", releasing.publish, name="publish"),
    path(ONE + "<version:version>/ratify/", releasing.ratify, name="ratify"),
]
