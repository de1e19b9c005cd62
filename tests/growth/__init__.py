"""Invented years of any size, inserted in bulk: what a province or a ministry has after years."""
