"""How much a rule makes: pure Python, standard library only."""
