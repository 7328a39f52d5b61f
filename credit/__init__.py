"""Computes what a rule credits; pure Python, standard library only."""
