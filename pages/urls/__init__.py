"""The addresses that readers' pages have."""
