"""What goes back to people as files: the clerk's .docx with comments, a county's matrix as .xlsx, its draft 通报."""

from parser.write.comments import annotate
from parser.write.matrix import write_matrix
from parser.write.notice import draft_notice

__all__ = ["annotate", "draft_notice", "write_matrix"]
