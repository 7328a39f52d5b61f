"""Where we look, what we got, and what came of it."""

from .finding import Finding
from .host import HostRules
from .page import WatchedPage
from .snapshot import Snapshot

__all__ = ["Finding", "HostRules", "Snapshot", "WatchedPage"]
