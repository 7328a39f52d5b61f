"""What answers programs: twins of pages, and what tells them where everything is."""
