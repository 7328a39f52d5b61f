"""Static files with a hash of their content in their names, compressed in advance."""

import re

import rcssmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Lines of a script that hold nothing but a comment, and how far lines are indented.
_NO_SCRIPT = re.compile(r"^\s*(?://.*\n?)?", re.MULTILINE)
#: Texts and comments behind a statement, which stay; blanks around signs and ends of lines behind
#: which a statement goes on or another begins, which go.
_BLANKS = re.compile(
    r"""('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|//.*)"""
    r"""|[ ]((?:[=<>?:{*|]|&&|[!=]==|\|\||=>)+)[ ]|(,)[ ]|([;{,(\[])\n"""
)


def without_comments(script: str) -> str:
    """Return a script without comments, indents and most blanks; no quoted text has two lines.

    >>> without_comments("// Why.\\nif (a === 1) {\\n  b(', //c', d); // so\\n}\\n")
    "if (a===1) {b(', //c',d); // so\\n}\\n"
    """
    return _BLANKS.sub(
        lambda found: "".join(filter(None, found.groups())), _NO_SCRIPT.sub("", script)
    )


#: By the folder of our own files; those of Django and others are left as they come.
_MINIFIERS = {"css": rcssmin.cssmin, "js": without_comments}


class Minified:
    """A storage whose files are read without comments and blanks that mean nothing."""

    def __init__(self, storage, minify):
        self.storage = storage
        self.minify = minify

    def open(self, path):
        with self.storage.open(path) as file:
            return ContentFile(self.minify(file.read().decode()).encode())


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with cached addresses, because each page asks for about thirty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name, force=False):
        """Return the public address of a file, cached for the life of the process."""
        if force:
            return super().url(name, force)
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]

    def post_process(self, paths, *args, **kwargs):
        """Name, minify and compress what was collected."""
        read = {}
        for name, (storage, path) in paths.items():
            minify = _MINIFIERS.get(name.partition("/")[0])
            read[name] = (Minified(storage, minify) if minify else storage, path)
        return super().post_process(read, *args, **kwargs)
