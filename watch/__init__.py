"""Looks at the official pages where documents appear and change, for editors and readers."""
