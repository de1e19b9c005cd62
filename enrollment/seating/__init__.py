"""Seats: counted in one place, and the order in which people wait for them."""
