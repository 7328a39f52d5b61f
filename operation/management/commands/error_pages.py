"""``manage.py error_pages DIR``: the pages nginx answers with where the application cannot."""

from http import HTTPStatus
from pathlib import Path

from django.core.management.base import BaseCommand
from django.template.loader import render_to_string

from opendata.responses import refusal_in
from operation.files import replaced
from protection.gunicorn_worker import page

#: Templates by the status they answer; the others of nginx are those of our gunicorn.
TEMPLATES = {
    400: "400.html",
    404: "nginx/404.html",
    405: "405.html",
    413: "413.html",
    429: "nginx/429.html",
    503: "503.html",
}
#: What nginx says to programs itself, in each form that their addresses have.
TO_PROGRAMS = [
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
]
FORMS = ("json", "txt")
OF_GUNICORN = [HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE]


class Command(BaseCommand):
    help = "把出错页做成文件，给前面的 nginx 用（deploy/nginx/errors.conf）"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="写到哪个文件夹")

    def handle(self, *, folder, **options):
        pages = {f"{status}.html": render_to_string(name) for status, name in TEMPLATES.items()}
        pages |= {f"{status:d}.html": page(status).decode() for status in OF_GUNICORN}
        pages |= {
            f"{status:d}.{form}": refusal_in(form, status).text
            for status in TO_PROGRAMS
            for form in FORMS
        }
        changed = sum(replaced(folder / name, text.encode()) for name, text in pages.items())
        self.stdout.write(f"出错页 {len(pages)} 个，写了 {changed} 个：{folder}")
