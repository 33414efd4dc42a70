"""The domain's fixtures. Those of servers and databases are in `conftest.py`."""
