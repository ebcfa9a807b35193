"""Everything about oneself, as data."""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from deliberation.models import User
from deliberation.privacy.registry import Rule, rules
from deliberation.site import host

README = """This is everything that {host} holds about you, made {at} UTC.

data.json has a list for each kind of data, under the name of its table. Times are in UTC.
Lists that say "not exported" hold nothing about you beyond what is in the others.
"""


def data_of(user: User) -> dict[str, Any]:
    """For each kind of data, the rows about somebody; about nobody else."""
    found: dict[str, Any] = {"made_at": timezone.now(), "site": host()}
    for rule in rules():
        found[rule.model] = _rows(rule, user) if rule.exported else {"not exported": rule.without}
    return found


def as_zip(user: User) -> bytes:
    """The same as a ZIP file with a note on what it is."""
    data = data_of(user)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(host=host(), at=data["made_at"]))
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=1))
    return file.getvalue()


def _rows(rule: Rule, user: User) -> list[dict[str, Any]]:
    names = {field: field.replace("__", ".") for field in rule.exported}
    return [
        {names[field]: value for field, value in row.items() if field in names}
        for row in rule.own_rows(user).values("pk", *rule.exported)
    ]
