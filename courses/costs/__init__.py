"""What classes cost: lines and their settlement, sums, files for the accounting software."""
