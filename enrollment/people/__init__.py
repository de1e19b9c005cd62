"""The records of people: details, work, accounts, and two records that are one person."""
