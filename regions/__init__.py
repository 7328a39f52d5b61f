"""Facts about places, each with its date and source, for every package that answers from them."""
