"""The training plan of a year: its lines, the decision, the classes that carry it out."""
