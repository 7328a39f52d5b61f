"""The pages and steps of the desk that belong to no single kind of row."""
