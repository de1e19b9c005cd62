"""The year book: records of a year, their figures, tables, lists behind them, closing."""
