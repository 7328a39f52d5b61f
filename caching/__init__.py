"""Caches of results and finished pages; the packages above decide what goes into them."""
