"""``manage.py error_pages DIR``: the pages nginx answers with where the application cannot."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.template.loader import render_to_string

from operation.files import replaced

#: By the name of the file: the template, those of the application's own answers first.
PAGES = {
    "400.html": "400.html",
    "404.html": "nginx/404.html",
    "405.html": "nginx/405.html",
    "413.html": "413.html",
    "414.html": "nginx/414.html",
    "429.html": "nginx/429.html",
    "431.html": "nginx/431.html",
    "503.html": "503.html",
}


class Command(BaseCommand):
    help = "把出错页做成文件，给前面的 nginx 用（deploy/nginx/errors.conf）"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="写到哪个文件夹")

    def handle(self, *, folder, **options):
        changed = sum(
            replaced(folder / name, render_to_string(template).encode())
            for name, template in PAGES.items()
        )
        self.stdout.write(f"出错页 {len(PAGES)} 个，写了 {changed} 个：{folder}")
