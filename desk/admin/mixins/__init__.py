"""Base classes of the admin: saving, history, and the steps of publication."""
