"""What serves the reader's screen, search engines and the operator."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from regions.models import Region

YEAR = 365 * 24 * 3600


def display(request, size):
    """Switch large type by cookie and return to a page of this site."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ) or not target.startswith("/"):
        target = "/"
    response = redirect(target)
    if size == "large":
        response.set_cookie(
            "type", "large", max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie("type", samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def not_found(request, exception):
    return render(request, "404.html", status=404)


def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "Disallow: /display/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def healthz(request):
    """Whether the database answers and no migration is pending: 200 or 503."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    pages = Region.objects.pages().count()
    state = {"ok": not pending and pages > 0, "pending_migrations": pending, "pages": pages}
    return JsonResponse(state, status=200 if state["ok"] else 503)
