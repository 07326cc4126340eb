"""Networks, each behind the same small protocols. Pure: no Django, no ORM, no Celery, no clock of its own.

Read `base` for what goes in and out, `registry` for which networks there are.
"""
