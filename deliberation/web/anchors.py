"""Names of places on pages, where links from elsewhere lead."""


def clause_anchor(number: str) -> str:
    """Of a clause on the page of its draft, and of its change on the page of changes."""
    return "c-" + number.replace(".", "-")
