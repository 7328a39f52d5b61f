"""Reads our templates, whose indentation is for us and not for whoever downloads a page."""

import re

from django.template.loaders import filesystem

#: A line that only steers. What it steers brings its own line breaks, so no blank gets lost.
STEERING = re.compile(
    r"^(?:\{#(?:(?!#\}).)*#\}"
    r"|\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load|regroup|block|endblock)\b"
    r"(?:(?!%\}).)*%\})+\n",
    re.MULTILINE,
)


class Loader(filesystem.Loader):
    """Gives each template without indentation, its last line break, and those of steering lines.

    They would be empty lines in the page; the tags themselves stay.
    """

    def get_contents(self, origin) -> str:
        text = re.sub(r"\n[ \t]+", "\n", super().get_contents(origin))
        return STEERING.sub(lambda line: line[0].rstrip("\n"), text).rstrip("\n")
