"""Static files with a hash of their content in their names, compressed in advance."""

import rcssmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Where our own stylesheets are; those of Django and others are left as they come.
STYLESHEETS = "css/"


class Minified:
    """A storage whose stylesheets are read without comments and blanks that mean nothing."""

    def __init__(self, storage):
        self.storage = storage

    def open(self, path):
        with self.storage.open(path) as file:
            return ContentFile(rcssmin.cssmin(file.read().decode()).encode())


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
        read = {
            name: (Minified(storage) if name.startswith(STYLESHEETS) else storage, path)
            for name, (storage, path) in paths.items()
        }
        return super().post_process(read, *args, **kwargs)
