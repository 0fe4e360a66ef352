"""Formats of fixed layout, pdf and ofd: their marks with their places, page by page."""
