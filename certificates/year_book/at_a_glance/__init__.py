"""The page of the head of training: figures, charts with their tables, years beside."""
