"""What goes back to people as files: the clerk's own .docx with comments, a county's matrix as .xlsx."""

from parser.write.comments import annotate
from parser.write.matrix import draft_notice, write_matrix

__all__ = ["annotate", "draft_notice", "write_matrix"]
