"""Characters and ruling lines on a plane, and how tables and paragraphs come of them: for pdf, ofd and pictures."""
