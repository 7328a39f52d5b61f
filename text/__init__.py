"""How values are written in Chinese, and texts drawn: for whoever shows something to a person."""
