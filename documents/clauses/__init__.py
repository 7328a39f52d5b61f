"""The clause reader: the text of a document in, what it states for retirees' credits out."""
