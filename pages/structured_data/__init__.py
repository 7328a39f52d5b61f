"""What machines read of our pages (schema.org), as dicts."""
