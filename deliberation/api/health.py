"""Whether this installation can do its work, for probes and people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation import health as parts_of
from deliberation.health import OK


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """503 only where the database is away: without the others votes are still taken."""
    parts = {
        "database": parts_of.database(),
        "broker": parts_of.broker(),
        "worker": parts_of.worker(),
    }
    if parts["database"] != OK:
        status = "down"
    elif all(part == OK for part in parts.values()):
        status = OK
    else:
        status = "degraded"
    return JsonResponse({"status": status} | parts, status=503 if status == "down" else 200)
