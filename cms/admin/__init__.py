"""What is ours in the administration: forms, choosers, accounts."""
