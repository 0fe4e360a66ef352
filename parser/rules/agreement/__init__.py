"""Rules that hold the narrative against the tables: the same thing must have the same number in both."""
