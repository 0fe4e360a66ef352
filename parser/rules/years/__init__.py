"""Rules about years and dates: the report speaks of one year, its own."""
