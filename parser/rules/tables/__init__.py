"""Rules about the three statutory tables alone: what is printed in their cells, and the sums between them."""
