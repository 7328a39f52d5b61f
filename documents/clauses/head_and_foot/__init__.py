"""The head and the foot of a document: title, 文号, publisher, dates, what it replaces."""
