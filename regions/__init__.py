"""Facts about places, with date and source: for everything that answers from them."""
