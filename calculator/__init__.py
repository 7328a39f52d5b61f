"""Answers from the facts: the rule of a place, a person's own case, and how much is covered."""
