"""The walk over a plain Word tree: paragraphs with their numbers, tables with their spans, text boxes after their line.

What is rare (spans, merges, styles, list marks, text boxes) is collected first, by one pass in C for each kind, so
that the walk asks a dictionary instead of looking into the properties of every cell. Source: ECMA-376 part 1, 17.4.
"""

from collections.abc import Iterator

from lxml import etree

from parser.read import limits
from parser.read.blocks import PICTURE, Placed, Table, Text, stack
from parser.read.word.docx_lists import Lists, Marks, integer
from parser.read.word.docx_plain import OBJECT, PPR, TBL, TC, TR, VAL, P, T, W, names

_BOX, _SPAN, _MERGE, _OLD_MERGE, _BEFORE = names("txbxContent", "gridSpan", "vMerge", "vmerge", "gridBefore")
_PICT, _INLINE = W + "pict", "{*}inline"
_STYLE, _NUMPR, _OLD_LIST, _OUTLINE = names("pStyle", "numPr", "listPr", "outlineLvl")


class Walk:
    """One walk; lists count on from paragraph to paragraph, so it is made once for a container."""

    def __init__(self, container: etree._Element, lists: Lists) -> None:
        self.lists = lists
        self.spans = {_owner(mark): integer(mark, 1) or 1 for mark in container.iter(_SPAN)}
        self.befores = {_owner(mark): integer(mark, 0) or 0 for mark in container.iter(_BEFORE)}
        self.merges = {_owner(mark): mark.get(VAL, "continue") for mark in container.iter(_MERGE, _OLD_MERGE)}
        self.marks = _marks(container)
        self.boxes = _boxes(container)
        self.drawn = {
            _anchor(drawing) for drawing in container.iter(OBJECT, _PICT, _INLINE)
        } - self.boxes.keys()

    def parts(self, container: etree._Element) -> list[Text | Table]:
        """The paragraphs and tables of a body, a cell, a note or a text box."""
        parts: list[Text | Table] = []
        for child in container:
            tag = child.tag
            if tag == P:
                text = "".join([run.text or "" for run in child.iter(T)])
                if child in self.drawn and not text.strip() and container.tag == TC:
                    text = PICTURE
                parts.append(Text(text) if child not in self.marks else self._described(child, text))
                for box in self.boxes.get(child, ()) if self.boxes else ():
                    parts += self.parts(box)
            elif tag == TBL:
                parts.append(self._table(child))
        return parts

    def _described(self, paragraph: etree._Element, text: str) -> Text:
        """The paragraph with its number and heading level; an empty one counts nothing."""
        if not text.strip():
            return Text(text)
        number, level = self.lists.describe(self.marks[paragraph])
        return Text(number + text, level)

    def _table(self, element: etree._Element) -> Table:
        rows = list(element.iterchildren(TR))
        limits.check_grid(len(rows), 0)
        return stack([list(self._cells(row)) for row in rows])

    def _cells(self, row: etree._Element) -> Iterator[Placed]:
        column = self.befores.get(row, 0)
        for cell in row.iterchildren(TC):
            span = max(self.spans.get(cell, 1), 1)
            limits.check_grid(0, column + span)
            yield Placed(column, span, self.merges.get(cell, ""), self.parts(cell))
            column += span


def _owner(mark: etree._Element) -> etree._Element | None:
    """The cell, row or paragraph whose properties hold the mark."""
    properties = mark.getparent()
    return None if properties is None else properties.getparent()


def _anchor(drawing: etree._Element) -> etree._Element | None:
    """The paragraph that a drawing or a text box stands in."""
    return next(drawing.iterancestors(P), None)


def _marks(container: etree._Element) -> dict[etree._Element, Marks]:
    """What the properties of paragraphs say of styles, lists and headings; most say nothing."""
    found: dict[etree._Element, Marks] = {}
    for mark in container.iter(_STYLE, _NUMPR, _OLD_LIST, _OUTLINE):
        properties = mark.getparent()
        if properties is None or properties.tag != PPR:
            continue
        marks = found.setdefault(properties.getparent(), Marks())
        if mark.tag == _STYLE:
            marks.style = mark.get(VAL, "")
        elif mark.tag == _OUTLINE:
            marks.outline = integer(mark, None)
        else:
            list_id = next((child for child in mark.iterchildren(W + "numId", W + "ilfo")), None)
            marks.list_id = None if list_id is None else list_id.get(VAL)
            marks.depth = integer(mark.find(W + "ilvl"), None)
    return found


def _boxes(container: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """Text boxes by the paragraph that anchors them, taken out of it."""
    found: dict[etree._Element, list[etree._Element]] = {}
    for box in list(container.iter(_BOX)):
        anchor = _anchor(box)
        parent = box.getparent()
        if anchor is not None and parent is not None:
            parent.remove(box)
            found.setdefault(anchor, []).append(box)
    return found
