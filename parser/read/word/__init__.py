"""What word processors write: docx, doc and wps, rtf: paragraphs and tables with their automatic numbers."""
