"""Moving an installation from SQLite to PostgreSQL: for ``manage.py move_to_postgres``.

``ends`` opens the two databases, ``tables`` says what is moved in which order, ``sums`` what a
table comes to, ``faults`` what forbids a move, ``copying`` moves. Decision 0044 says why so.
"""
