"""What people ask and what we answer: models, Markdown, search."""
