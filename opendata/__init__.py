"""The facts in forms for programs: twins of pages, files, an API, feeds; it decides nothing."""
