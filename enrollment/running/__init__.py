"""A class as it is held: the roll, the results, and the changes of its plan."""
