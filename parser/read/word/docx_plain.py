"""Make a Word tree plain: nothing but paragraphs, tables, text boxes and runs, and all ink of a run is text.

Most of it happens in C. What the page does not show (parser.read.word.docx_unseen) is taken out before. Source: ECMA-376
part 1, 17.3.3 (run content), 17.3.2.37 (strike), 22.1 (formulas); part 3 (alternate content).
"""

import sys

from lxml import etree

from parser.read.blocks import struck

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_AUX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def names(*local: str) -> list[str]:
    """Names in Word's namespace."""
    return [W + name for name in local]


P, TBL, TR, TC, R, PPR, T, OBJECT = names("p", "tbl", "tr", "tc", "r", "pPr", "t", "object")
VAL = W + "val"
OFF = ("0", "false", "off", "none")
INK = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "sym": ""}
"""What prints in a run and is no text."""
_GONE = names("tabs", "sdtPr", "sdtEndPr", "fldData", "binData")
_WRAPPERS = [
    *names("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "ruby"),
    *names("rubyBase", "dir", "bdo"), _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback",
    _AUX + "sect", _AUX + "sub-section",
]  # fmt: skip
_JOINTS = {_MATH + "den": "/", _MATH + "sup": "^", _MATH + "sub": "_", _MATH + "deg": "√", _MATH + "lim": " "}
"""Parts of a formula that stand above, below or small: written in a line, "3/4" must not become 34."""
_STRUCK = names("strike", "dstrike")
_SYMBOL_PAGE = 0xF000
_SYMBOLS = range(_SYMBOL_PAGE + 0x20, _SYMBOL_PAGE + 0x7F)


def make_plain(container: etree._Element) -> None:
    """Change the tree in place."""
    for alternate in list(container.iter(_MC + "AlternateContent")):
        if alternate.find(_MC + "Choice") is not None:
            etree.strip_elements(alternate, _MC + "Fallback", with_tail=False)
    etree.strip_elements(container, *_GONE, with_tail=False)
    etree.strip_tags(container, *_WRAPPERS)
    for ink in list(container.iter(*INK)):
        ink.text = _symbol(ink) or INK[ink.tag]
        ink.tag = T
    _write_formulas(container)
    _mark_struck(container)


def _symbol(ink: etree._Element) -> str:
    """A character by its code; symbol fonts have the plain ones at F020 to F07E, pictures (Wingdings) have no text."""
    if ink.tag != W + "sym" or ink.get(W + "font", "").startswith(("Wingdings", "Webdings")):
        return ""
    try:
        code = int(ink.get(W + "char", "0"), 16)
    except ValueError:
        return ""
    if code in _SYMBOLS:
        code -= _SYMBOL_PAGE
    return chr(code) if code <= sys.maxunicode and chr(code).isprintable() else ""


def _write_formulas(container: etree._Element) -> None:
    if next(container.iter(_MATH + "oMath"), None) is None:
        return
    for text in list(container.iter(_MATH + "t")):
        text.tag = T
    for part in list(container.iter(*_JOINTS)):
        joint = etree.Element(T)
        joint.text = _JOINTS[part.tag]
        part.insert(0, joint)


def _mark_struck(container: etree._Element) -> None:
    for mark in list(container.iter(*_STRUCK)):
        properties = mark.getparent()
        run = None if properties is None else properties.getparent()
        if run is None or run.tag != R or mark.get(VAL) in OFF:
            continue
        for text in run.iterchildren(T):
            text.text = struck(text.text or "")
