"""Make a Word tree show what the page shows: revisions accepted, hidden runs out, wrappers dissolved.

Most of it happens in C. What is left behind holds nothing but paragraphs, tables, text boxes and runs, and all ink
in a run (tabs, breaks, symbols) has become text. Source: ECMA-376 part 1, 17.13.5 (revisions), 17.3.2.41 (hidden
text), 17.3.3 (run content); part 3 (alternate content).
"""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_AUX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"


def names(*local: str) -> list[str]:
    """Names in Word's namespace."""
    return [W + name for name in local]


P, TBL, TR, TC, R, PPR, T = names("p", "tbl", "tr", "tc", "r", "pPr", "t")
VAL = W + "val"
_INK = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "sym": ""}
_GONE = [
    *names("del", "moveFrom", "tabs", "sdtPr", "sdtEndPr", "instrText", "fldData", "binData", "rt"),
    *names(
        "rPrChange", "pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblGridChange", "sectPrChange"
    ),
    *names("tblPrExChange", "numberingChange"),
]
_WRAPPERS = [
    *names("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "ruby"),
    *names("rubyBase", "dir", "bdo"), _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback",
    _AUX + "sect", _AUX + "sub-section",
]  # fmt: skip
_OFF = ("0", "false", "off", "none")
_PRINTABLE = range(0x20, 0x7F)
_SYMBOL_PAGE = 0xF000


def make_plain(container: etree._Element) -> None:
    """Change the tree in place."""
    _drop_deleted(container)
    _drop_hidden(container)
    for alternate in list(container.iter(_MC + "AlternateContent")):
        if alternate.find(_MC + "Choice") is not None:
            etree.strip_elements(alternate, _MC + "Fallback", with_tail=False)
    etree.strip_elements(container, *_GONE, with_tail=False)
    etree.strip_tags(container, *_WRAPPERS)
    for ink in list(container.iter(*_INK)):
        ink.text = _symbol(ink) or _INK[ink.tag]
        ink.tag = T


def _drop_deleted(container: etree._Element) -> None:
    """Rows and cells marked as deleted, and paragraph marks: such a paragraph goes on in the next one."""
    for mark in list(container.iter(W + "del", W + "cellDel", W + "moveFrom")):
        properties = mark.getparent()
        owner = properties.getparent() if properties is not None else None
        parent = owner.getparent() if owner is not None else None
        if owner is None or parent is None or properties.tag not in (W + "trPr", W + "tcPr", W + "rPr"):
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


def _drop_hidden(container: etree._Element) -> None:
    for mark in list(container.iter(W + "vanish")):
        properties = mark.getparent()
        run = properties.getparent() if properties is not None else None
        if run is not None and run.tag == R and mark.get(VAL) not in _OFF:
            for child in list(run):
                if child.tag == T or child.tag in _INK:
                    run.remove(child)


def _symbol(ink: etree._Element) -> str:
    """A character of a symbol font: plain ones stand at F020 to F07E, pictures (Wingdings) have no text."""
    if ink.tag != W + "sym" or ink.get(W + "font", "").startswith("Wingdings"):
        return ""
    try:
        code = int(ink.get(W + "char", "0"), 16) - _SYMBOL_PAGE
    except ValueError:
        return ""
    return chr(code) if code in _PRINTABLE else ""
