"""Past years from spreadsheets: read, judged row by row, recorded all at once, taken back."""
