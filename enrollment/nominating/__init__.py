"""Agencies name their people: rounds, seats, deputies, and the year of an agency."""
