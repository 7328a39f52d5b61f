"""What stands in ``deploy/``, for tests: its files, and its scripts as modules."""

import importlib.util
import sys
from types import ModuleType

from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"


def script(path: str) -> ModuleType:
    """Return a script of ``deploy/`` as a module; it is in no package."""
    name = f"deployed_{path.replace('/', '_').removesuffix('.py')}"
    spec = importlib.util.spec_from_file_location(name, DEPLOY / path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
