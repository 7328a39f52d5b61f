"""For editors: what watching the official pages found, what rests on it, and what was done."""
