"""Reads our templates, whose indentation is for us and not for whoever downloads a page."""

import re

from django.template.loaders import filesystem


class Loader(filesystem.Loader):
    """Gives each template without the blanks at the beginnings of its lines."""

    def get_contents(self, origin) -> str:
        return re.sub(r"\n[ \t]+", "\n", super().get_contents(origin))
