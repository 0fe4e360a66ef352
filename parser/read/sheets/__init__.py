"""Spreadsheets, xlsx and xls: what a sheet shows, cut into paragraphs and tables."""
