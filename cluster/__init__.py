"""The whole site on one machine, as on several hosts, and what breaks it: ``make cluster-test``.

nginx, two instances of the site, PostgreSQL with a replica; readers and editors at work while
one part after the other is killed, cut off or filled up. A tool beside the site like ``bench``:
nothing imports it, and it touches nothing but a temporary folder.
"""
