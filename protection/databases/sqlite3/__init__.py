"""SQLite for requests and commands."""
