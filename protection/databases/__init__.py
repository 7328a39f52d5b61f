"""Django's database backends, so that a request never waits for a database without end."""
