"""One module a page: find, ask, render."""
