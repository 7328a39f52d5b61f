"""What follows from the facts: the rule of a place, a person's own case, how much is covered."""
