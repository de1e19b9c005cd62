"""Tables A to E of a year, defined once; each output prints their cells."""
