"""Take out of a Word tree what its page does not show: what is deleted or moved away, hidden runs, codes of fields.

Source: ECMA-376 part 1, 17.13.5 (revisions), 17.3.2.41 (hidden text), 17.16 (fields).
"""

from collections.abc import Callable, Sequence

from lxml import etree

from parser.read.word.docx_plain import INK, OBJECT, OFF, PPR, TC, TR, VAL, P, R, T, W, names

_RPR, _VANISH, _RUN_STYLE, _STYLE = names("rPr", "vanish", "rStyle", "pStyle")
_FIELD, _CODE = names("fldChar", "instrText")
_GONE = [
    *names("del", "moveFrom", "rt"),
    *names(
        "rPrChange", "pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblGridChange", "sectPrChange"
    ),
    *names("tblPrExChange", "numberingChange"),
]


_NESTED = 8


def drop_unseen(container: etree._Element, hides: Callable[[str], bool]) -> None:
    """Change the tree in place; ``hides`` tells whether a style hides its text."""
    _drop_deleted(container)
    _drop_hidden(container, hides)
    etree.strip_elements(container, *_GONE, with_tail=False)
    _drop_codes(container)
    etree.strip_elements(container, _CODE, with_tail=False)


def _drop_deleted(container: etree._Element) -> None:
    """Rows and cells marked as deleted, and paragraph marks: such a paragraph goes on in the next one."""
    for mark in list(container.iter(W + "del", W + "cellDel", W + "moveFrom")):
        properties = mark.getparent()
        owner = properties.getparent() if properties is not None else None
        parent = owner.getparent() if owner is not None else None
        if owner is None or parent is None or properties.tag not in (W + "trPr", W + "tcPr", _RPR):
            continue
        if owner.tag in (TR, TC):
            parent.remove(owner)
        elif owner.tag == PPR:
            _join_next(parent)


def _join_next(paragraph: etree._Element) -> None:
    follower = paragraph.getnext()
    parent = paragraph.getparent()
    if follower is None or parent is None or follower.tag != P:
        return
    start = 1 if len(follower) and follower[0].tag == PPR else 0
    for offset, child in enumerate([child for child in paragraph if child.tag != PPR]):
        follower.insert(start + offset, child)
    parent.remove(paragraph)


def _drop_hidden(container: etree._Element, hides: Callable[[str], bool]) -> None:
    """Runs that are hidden themselves, by their style or by their paragraph's."""
    for mark in list(container.iter(_VANISH)):
        if mark.get(VAL) not in OFF:
            _blank(_owner(mark, R))
    styled = list(container.iter(_RUN_STYLE, _STYLE))
    hidden = {style for style in {mark.get(VAL, "") for mark in styled} if hides(style)}
    for mark in styled if hidden else ():
        if mark.get(VAL, "") in hidden:
            _blank(_owner(mark, R if mark.tag == _RUN_STYLE else P))


def _owner(mark: etree._Element, tag: str) -> etree._Element | None:
    """The run or paragraph whose properties hold the mark; a run's mark may be that of a paragraph's end, too."""
    properties = mark.getparent()
    owner = None if properties is None else properties.getparent()
    return owner if owner is not None and owner.tag == tag else None


def _blank(owner: etree._Element | None) -> None:
    for ink in list(owner.iter(T, *INK)) if owner is not None else ():
        _remove(ink)


def _drop_codes(container: etree._Element) -> None:
    """What stands between a field's begin and its separator or end, even where a writer left it as text.

    A field that draws its result from its code alone (EQ) becomes an object.
    """
    if next(container.iter(_FIELD), None) is None:
        return
    codes: list[list[etree._Element] | None] = []
    for element in list(container.iter(_FIELD, _CODE, T, *INK)):
        kind = element.get(W + "fldCharType") if element.tag == _FIELD else "code"
        if kind == "begin":
            codes.append([])
        elif kind == "code":
            for code in codes[-_NESTED:]:
                if code is not None:
                    code.append(element)
        elif codes:
            if _is_drawn(codes[-1] or ()) and kind == "end":
                element.tag = OBJECT
            for ink in codes.pop() or ():
                _remove(ink)
            codes += [None] if kind == "separate" else []


def _is_drawn(code: Sequence[etree._Element]) -> bool:
    return "".join(part.text or "" for part in code).lstrip().startswith("EQ")


def _remove(ink: etree._Element) -> None:
    parent = ink.getparent()
    if parent is not None:
        parent.remove(ink)
