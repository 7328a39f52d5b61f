"""The facts as tables: each column is defined once, for the files, their schema and the page."""

from .answers import LOCAL_ANSWERS, QUESTIONS
from .changes import CHANGES
from .channels import CHANNELS
from .deductions import DEDUCTIONS
from .places import PLACES
from .policies import POLICIES, TIERS
from .sources import SOURCES, STATISTICS
from .table import Column, Kind, Table

#: All tables, in the order of the page.
TABLES: tuple[Table, ...] = (
    PLACES,
    POLICIES,
    TIERS,
    DEDUCTIONS,
    STATISTICS,
    CHANNELS,
    QUESTIONS,
    LOCAL_ANSWERS,
    SOURCES,
    CHANGES,
)

__all__ = ["TABLES", "Column", "Kind", "Table"]
