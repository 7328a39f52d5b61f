"""How fast the site is, in units of one bare Django “hello”: ``make bench``."""
