"""An enrollment from its first step to its last: who may, who decides, who waits, who leaves."""
