"""Group D: copied text, another place's names, figures far from those of comparable places."""
