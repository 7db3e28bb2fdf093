"""Data to look at and to measure: ``manage.py seed --dataset demo|jolieville``.

They go through the operations as people do, with the time told to each, so that the books are
true; only bulk loading (dataset jolieville) writes rows itself. Refused in production.
"""
