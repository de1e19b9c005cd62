"""Pages kept for anonymous visitors: which answers, under which key, how long (decision 0034)."""
