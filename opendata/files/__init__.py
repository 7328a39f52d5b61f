"""The files below ``/data/``: written outside of requests, served as they are."""
