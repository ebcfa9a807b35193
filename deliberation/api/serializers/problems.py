"""Problems, as JSON."""

from rest_framework import serializers


class ErrorSerializer(serializers.Serializer):
    """One thing wrong with the input."""

    field = serializers.CharField(allow_null=True, help_text="null: the whole body.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """What went wrong, as RFC 9457 has it. `code` is stable; problems/ lists all."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened, why, and what now.")
    code = serializers.CharField()
    errors = ErrorSerializer(  # type: ignore[assignment]  # a field, not the base's property
        many=True, required=False, help_text="With invalid-input only."
    )


class ProblemKindSerializer(serializers.Serializer):
    """A kind of problem that the API can answer with."""

    type = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    sentence = serializers.CharField(help_text="`detail`, with names for what is filled in.")
