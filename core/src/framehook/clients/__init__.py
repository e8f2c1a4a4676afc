"""Clients: what applications use, in two colours with the same names."""
