"""The address to which an open form tells that it is still open, or that it is being left."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from desk import presence


@require_POST
def open_form(request):
    """Note that a form is open or (``gone``) closed; answer who else has its row open."""
    label, pk = request.POST.get("model", ""), request.POST.get("row", "")
    known = {model._meta.label_lower: model for model in admin.site._registry}
    if label not in known or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return HttpResponseBadRequest("没认出是哪一条。")
    model_admin = admin.site.get_model_admin(known[label])
    row = model_admin.get_object(request, pk)
    if row is None or not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    if request.POST.get("gone"):
        presence.leave(row, request.user)
        return JsonResponse({"said": ""})
    now = timezone.now()
    presence.note(row, request.user, now, beats=True)
    return JsonResponse({"said": presence.who_else(row, request.user, now)})
