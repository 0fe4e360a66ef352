"""Rules about figures in the narrative: totals and parts, shares, counts of lists, the same thing said twice."""
