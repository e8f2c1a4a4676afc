"""Drivers: two loops, blocking and asynchronous, that do what flows ask for."""
