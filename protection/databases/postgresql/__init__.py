"""PostgreSQL for requests and commands."""
