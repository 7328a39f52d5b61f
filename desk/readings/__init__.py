"""For editors: an official document is read, and 录入标准 comes back filled in."""
