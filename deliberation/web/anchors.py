"""Names of places on pages, where links from elsewhere lead."""


def clause_anchor(number: str) -> str:
    """Of a clause on the page of its draft, and of its change on the page of changes.

    By its number, which other drafts give to other clauses.
    """
    return "c-" + number.replace(".", "-")


def criterion_anchor(criterion: str) -> str:
    """Of the first clause for a criterion, whatever its number."""
    return f"c-{criterion}"


def proposal_anchor(criterion: str, proposal: int) -> str:
    """Of the clause that a proposal became, whatever its number."""
    return f"c-{criterion}-{proposal}"
