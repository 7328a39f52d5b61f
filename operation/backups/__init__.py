"""A backup: one file of the whole database, proven when it is made, restored and tried.

``making`` writes one, ``keeping`` says which go, ``restoring`` brings one back, ``drilling``
tries the newest. What the two engines do differently is in ``sqlite`` and ``postgresql``.
"""
