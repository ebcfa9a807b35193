"""What the API reads and shows of surveys."""

from typing import Any

from rest_framework import serializers

from deliberation.api.fields import Choice, Input, Text
from deliberation.models import Level
from surveys.models import Admission, Response, Snapshot, Survey
from surveys.questionnaire import FORMAT


class SurveySerializer(serializers.Serializer):
    """A survey. state: unpublished, waiting, open or closed."""

    slug = serializers.CharField()
    title = serializers.DictField(
        child=serializers.CharField(),
        source="current.title",
        default=dict,
        help_text="By language.",
    )
    version = serializers.IntegerField(source="current.number", default=None, allow_null=True)
    state = serializers.SerializerMethodField()
    admission = serializers.ChoiceField(choices=Admission.choices)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    may_edit = serializers.BooleanField()
    results_are_public = serializers.BooleanField()
    is_simulated = serializers.BooleanField()

    def get_state(self, survey: Survey) -> str:
        return survey.state(self.context["now"])


class QuestionnaireSerializer(serializers.Serializer):
    """A questionnaire; docs/surveys.md tells what stands in sections."""

    format = serializers.CharField(default=FORMAT)
    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField(), required=False)
    title = serializers.DictField(child=serializers.CharField())
    introduction = serializers.DictField(child=serializers.CharField(), required=False)
    consent = serializers.DictField(child=serializers.CharField(), required=False)
    thanks = serializers.DictField(child=serializers.CharField(), required=False)
    sections = serializers.ListField(child=serializers.DictField())


class VersionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    questionnaire = QuestionnaireSerializer()


class FindingSerializer(serializers.Serializer):
    """where: the key of a section or question; empty for the whole."""

    where = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class DraftVersionSerializer(VersionSerializer):
    findings = FindingSerializer(many=True, help_text="What keeps it from being published.")


class LeftOutSerializer(serializers.Serializer):
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    reason = serializers.CharField()


class ImportedVersionSerializer(DraftVersionSerializer):
    left_out = LeftOutSerializer(many=True, help_text="Of the file, what is not supported.")


class VersionRowSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class SurveyInputSerializer(Input):
    slug = serializers.SlugField(max_length=60)
    questionnaire = serializers.JSONField()
    admission = Choice(choices=Admission.choices, required=False)


class DocumentInputSerializer(Input):
    questionnaire = serializers.JSONField()


class SettingsInputSerializer(Input):
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    may_edit = serializers.BooleanField(required=False)
    results_are_public = serializers.BooleanField(required=False)
    quotas = serializers.DictField(child=serializers.IntegerField(min_value=0), required=False)


class ResponseSerializer(serializers.Serializer):
    """answers: as they stand for whoever gave them; sent: those that count.

    shown: keys of the questions that these answers lead to; missing: required ones among them
    that are not answered.
    """

    key = serializers.UUIDField()
    version = serializers.IntegerField(source="version.number")
    answers = serializers.DictField(source="present")
    sent = serializers.DictField(source="answers", allow_null=True)
    shown = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField()
    saved_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)

    def get_shown(self, response: Response) -> list[str]:
        return [each.key for each in response.path.shown]

    def get_missing(self, response: Response) -> list[str]:
        return [each.key for each in response.path.missing()]


class BeginInputSerializer(Input):
    consents = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False, min_value=1, max_value=32_767)
    language = Text(required=False, max_length=12)


class AnswersInputSerializer(Input):
    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text="By key of the question; null takes an answer back.",
    )
    may_drop = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text="Keys of answers that may go if the change no longer leads to them.",
    )
    version = serializers.IntegerField(required=False, min_value=1, max_value=32_767)


class SendInputSerializer(Input):
    version = serializers.IntegerField(required=False, min_value=1, max_value=32_767)


class PublishInputSerializer(Input):
    split = Text(
        required=False,
        max_length=40,
        help_text="What they are split by: class, which is the default, or the key of a question"
        " of one choice. The same for all results of a version.",
    )


class SnapshotSerializer(serializers.Serializer):
    """Results as they were counted; counts under five people are null.

    Stewards get all ways to split, others the one in `split`, and of questions with `as_of` what
    was counted then.
    """

    number = serializers.IntegerField()
    version = serializers.IntegerField(source="version.number")
    computed_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    split = serializers.CharField()
    results = serializers.SerializerMethodField()

    def get_results(self, snapshot: Snapshot) -> dict[str, Any]:
        return snapshot.document if self.context["is_steward"] else snapshot.public


class IdeaAnswerSerializer(serializers.Serializer):
    """An open answer; proposal: the number of what became of it."""

    response = serializers.UUIDField()
    question = serializers.CharField()
    text = serializers.CharField()
    pseudonym = serializers.CharField(allow_blank=True)
    proposal = serializers.IntegerField(allow_null=True)


class IdeaInputSerializer(Input):
    response = serializers.UUIDField()
    question = Text(max_length=40)
    criterion = Text(max_length=60)
    level = Choice(choices=Level.choices)
    requires = Text(max_length=20)
    wording = Text(max_length=2000)
    rationale = Text(max_length=4000, required=False, allow_blank=True)


class IdeaSerializer(serializers.Serializer):
    proposal = serializers.IntegerField(source="proposal.number")


class DrawnSerializer(serializers.Serializer):
    """What follows now: priorities or targets by slug, or the numbers of proposals."""

    what = serializers.CharField()
    numbers = serializers.DictField(child=serializers.FloatField(), required=False)
    proposals = serializers.ListField(child=serializers.IntegerField(), required=False)


class LinksInputSerializer(Input):
    number = serializers.IntegerField(min_value=1, max_value=1000)


class LinksSerializer(serializers.Serializer):
    tokens = serializers.ListField(
        child=serializers.CharField(), help_text="Told this once; stored nowhere."
    )
