"""Whose request it is, how much it may cost, and what happens while a database does not answer."""
