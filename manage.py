#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")
    # No reader waits for a command, and an import or a migration may take long: it has other
    # limits than a request (see the settings), and they have to be there before those are read.
    for name, seconds in {
        "CONNECT_SECONDS": 10,
        "STATEMENT_SECONDS": 0,
        "LOCK_SECONDS": 20,
    }.items():
        os.environ.setdefault(name, str(seconds))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
