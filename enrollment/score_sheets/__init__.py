"""Score sheets: what comes in as a file or a paste, judged row by row, stored all at once."""
