"""Holds what a reader says arrived against what is known: 对一对.

``figures`` works out what the place's rules would pay, ``fits`` finds the one that arrived,
``check`` says in words what that means and what to do, ``form`` reads what people type.
"""
