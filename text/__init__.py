"""How values are written in Chinese, texts drawn, months counted: for whoever shows something."""
