"""YAML that strangers wrote: plain data and nothing else.

Aliases make a file of a kilobyte into gigabytes, and tags make it into objects; neither has
a place in a model card. They are refused before anything is built.
"""

from collections.abc import Hashable
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from deliberation.refusals_evidence import UnreadableEvidence

MOST_CHARACTERS: Final = 200_000
MOST_EVENTS: Final = 20_000
DEEPEST: Final = 20
OPENING: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
CLOSING: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Loader(yaml.SafeLoader):
    """Refuses keys that stand twice, of which the last would win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
        if twice is not None:
            raise UnreadableEvidence(why=_("“{key}” stands there twice.").format(key=twice))
        return super().construct_mapping(node, deep=deep)


# Dates stay text, as they were written: 2024-13-45 is then no error of ours.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> dict[str, Any]:
    """The mapping that a document holds. Raises UnreadableEvidence."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableEvidence(why=_("its YAML is too long."))
    try:
        _check_events(text)
        found = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        why = _("line {line} is no YAML that we understand.").format(line=line)
        raise UnreadableEvidence(why=why) from error
    if not isinstance(found, dict):
        raise UnreadableEvidence(why=_("it holds no mapping of names to values."))
    return {str(name): value for name, value in found.items()}


def _check_events(text: str) -> None:
    """Raises UnreadableEvidence where there is an alias, an anchor or a tag, or too much."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UnreadableEvidence(why=_("it has anchors or aliases; write them out."))
        if getattr(event, "tag", None):
            raise UnreadableEvidence(why=_("it has tags (“!…”), which we do not follow."))
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, OPENING) - isinstance(event, CLOSING)
        if count > MOST_EVENTS or depth > DEEPEST:
            raise UnreadableEvidence(why=_("it is too large or nested too deep."))
        if documents > 1:
            raise UnreadableEvidence(why=_("it holds more than one document."))
