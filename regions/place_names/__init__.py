"""The names of all places, in one index, and how a sentence is read with it."""
