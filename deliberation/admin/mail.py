from django.contrib import admin

from deliberation.admin.base import ReadOnly, SiteWide
from deliberation.models import Mail


@admin.register(Mail)
class MailAdmin(ReadOnly, SiteWide):
    """What was sent, what waits, what failed and why; never what it said."""

    list_display = ["kind", "to", "created_at", "tries", "sent_at", "failed_at", "reason"]
    list_filter = ["kind", ("failed_at", admin.EmptyFieldListFilter)]
    search_fields = ["to"]
    exclude = ["text", "html", "headers"]
