"""Fields and bases that serializers are made of."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.reverse import reverse

SHOWN = 60  # characters of what a client sent that an error quotes


class Text(serializers.CharField):
    """A string and nothing else: 1 is not taken for "1"."""

    default_error_messages = {
        "invalid": "Give a string.",
        "blank": "Write something.",
        "max_length": "Write at most {max_length:,} characters.",
    }

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of a few words; the error names them and quotes nothing."""

    default_error_messages = {"invalid_choice": "Choose one of {choices}."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", choices=", ".join(str(choice) for choice in self.choices))
        return super().to_internal_value(data)


class Input(serializers.Serializer):
    """A JSON object of known fields. An unknown one is an error: a misspelt optional
    field would else be lost without a word."""

    default_error_messages = {"invalid": "Send a JSON object.", "null": "Send a JSON object."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (
            unknown := [name for name in data if name not in self.fields]
        ):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {
                    name[:SHOWN]: [
                        ErrorDetail(f"There is no such field; there are {known}.", "unknown")
                    ]
                    for name in unknown[:10]
                }
            )
        return super().to_internal_value(data)


class Linked(serializers.Serializer):
    """Base of what has an address of its own."""

    def link(self, name: str, *args: Any) -> str:
        """The address of a view of the API, absolute where the request is known."""
        return reverse(f"api:{name}", args=args, request=self.context.get("request"))
