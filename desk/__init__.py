"""What editors do: from the draft to the published fact, and what waits to be done."""
