"""Beginning a definition from another one."""

from django.db import transaction
from django.utils import timezone

from deliberation.actions.definitions import change_ruleset, open_definition
from deliberation.actions.proposals import open_proposal
from deliberation.actions.roles import appoint_first_steward
from deliberation.actions.rulesets import FIELDS
from deliberation.models import Definition, Phase, Proposal, User
from deliberation.permissions import Deed, require
from deliberation.refusals_governance import SlugTaken


@transaction.atomic
def clone_definition(
    *, definition: Definition, by: User, slug: str, title: str, with_proposals: bool = True
) -> Definition:
    """Open a definition in setup with the settings, criteria, classes and numbers of another,
    and where wanted, its open proposals as they read now, as seeds. No person, vote or
    argument comes along. Whoever clones becomes its steward. Raises RoleNeeded or SlugTaken.
    """
    require(by, Deed.CLONE, definition)
    if Definition.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    present = definition.rulesets.latest("number")
    uses = list(definition.criterion_uses.select_related("criterion"))
    classes = list(definition.stakeholder_classes.filter(is_guest=False))
    shares = {each.slug: each.target_share for each in classes if each.target_share is not None}
    clone = open_definition(
        slug=slug,
        title=title,
        question=definition.question,
        preamble=definition.preamble,
        language=definition.language,
        criteria=[each.criterion for each in uses],
        classes=[(each.slug, each.title, each.description) for each in classes],
        targets={slug: float(share) for slug, share in shares.items()},
        phase=Phase.SETUP,
        admission=definition.admission,
        source={"cloned_from": definition.slug},
    )
    for use in uses:
        clone.criterion_uses.filter(criterion=use.criterion).update(competing=use.competing)
    change_ruleset(
        definition=clone,
        reason=f"As in ruleset {present.number} of “{definition.title}”.",
        **{name: getattr(present, name) for name in FIELDS},
    )
    appoint_first_steward(clone, by)
    if with_proposals:
        _bring_proposals(definition, clone)
    return clone


def _bring_proposals(definition: Definition, clone: Definition) -> None:
    """Those that are neither closed nor rejected, in their order."""
    standing = definition.proposals.standing().filter(is_closed=False)
    for proposal in standing.select_related("criterion", "current").order_by("number"):
        assert proposal.current is not None
        open_proposal(
            definition=clone,
            criterion_slug=proposal.criterion.slug,
            level=proposal.current.level,
            requires=proposal.current.requires,
            wording=proposal.current.wording,
            rationale=proposal.current.rationale,
            origin=Proposal.Origin.SEEDED,
            at=timezone.now(),
        )
