"""What can be done with surveys: one verb, one function. Faces and tasks call these."""

from surveys.actions.answering import (
    digest_of,
    discard_unsent,
    invite_by_links,
    link_of,
    save_answers,
    save_section,
    send_response,
    start_response,
)
from surveys.actions.building import (
    begin_version,
    change_survey,
    check_version,
    create_survey,
    describe_version,
    move,
    publish_version,
    read_document,
    remove,
    replace_document,
    save_question,
)
from surveys.actions.building import save_section as build_section
from surveys.actions.drawing import (
    bring_ballot_votes,
    draw_priorities,
    draw_targets,
    priorities_from,
    propose_ballot,
    targets_from,
)
from surveys.actions.ideas import open_answers, open_questions, propose_idea
from surveys.actions.results import (
    publish_snapshot,
    read_table,
    splits_of,
    surveys_to_count,
    take_snapshot,
)

__all__ = [
    "begin_version",
    "bring_ballot_votes",
    "build_section",
    "change_survey",
    "check_version",
    "create_survey",
    "describe_version",
    "digest_of",
    "discard_unsent",
    "draw_priorities",
    "draw_targets",
    "invite_by_links",
    "link_of",
    "move",
    "open_answers",
    "open_questions",
    "priorities_from",
    "propose_ballot",
    "propose_idea",
    "publish_snapshot",
    "publish_version",
    "read_document",
    "read_table",
    "remove",
    "replace_document",
    "save_answers",
    "save_question",
    "save_section",
    "send_response",
    "splits_of",
    "start_response",
    "surveys_to_count",
    "take_snapshot",
    "targets_from",
]
