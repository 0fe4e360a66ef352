r"""Rich text (.rtf, also under the name .doc): control words and groups, read as far as text and tables need.

Text comes as \uN with a substitute to skip, or as bytes in the code page of the font (GBK for Chinese fonts). Cells
end with \cell, rows with \row, and the last \cellx of each cell says where it ends; \nestcell and \nestrow do the
same inside a cell. Numbers of lists are kept as the writer printed them (\listtext). Source: RTF 1.9.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from parser.model.document import Reading, Source
from parser.model.errors import Damaged, TooLarge
from parser.read import limits
from parser.read.blocks import settle, struck
from parser.read.word.edges import Mark, Paragraph, Row, assemble

NAME = "rtf"

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(.)",
    re.DOTALL,
)
_MOST_TOKENS = 3_000_000
_DEEPEST = 500
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"listtable listoverridetable rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl "
    b"fldinst bkmkstart bkmkend annotation atnid atnauthor atrfstart atrfend atndate revtbl filetbl pgdsctbl "
    b"nonesttables sp fname falt panose ftnsep ftnsepc aftnsep objdata datafield formfield private".split()
)
_KEPT_IF_STARRED = frozenset((b"nesttableprops", b"shpinst", b"listtext", b"pntext"))
_CHARSETS = {134: "gb18030", 136: "big5", 128: "shift_jis", 129: "euc_kr", 0: "cp1252", 204: "cp1251"}
_SIGNS = {
    b"tab": "\t", b"line": "\n", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"emdash": "—", b"endash": "–", b"bullet": "•", b"emspace": "\u3000", b"enspace": " ",
}  # fmt: skip
_MEANT = frozenset(_SIGNS) | frozenset(
    b"u uc bin f v deleted strike striked plain pard intbl itap par sect page cell nestcell row nestrow "
    b"trowd trleft cellx clmrg clvmgf clvmrg".split()
)
"""The control words that change what is read, except where one opens a group; hundreds of others are only looks."""
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"-": ""}


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """The opening that every RTF has."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:6].startswith(b"{\\rtf")


def read(source: Source) -> Reading:
    """Read a rich text.

    Raises:
        InputError: damaged, too large or empty.
    """
    return Reading(settle(assemble(_Parser(source.data).paragraphs())), NAME)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and restores."""

    skipped: bool = False
    hidden: bool = False
    struck: bool = False
    encoding: str = "gb18030"
    substitutes: int = 1
    depth: int = 0


@dataclass(slots=True)
class _RowSoFar:
    """The definition of a row as its control words come."""

    left: int = 0
    ends: list[int] = field(default_factory=list)
    merges: list[tuple[bool, str]] = field(default_factory=list)
    joins: bool = False
    merge: str = ""

    def row(self) -> Row | None:
        """The finished definition; None if there was none."""
        return Row((self.left, *self.ends), tuple(self.merges)) if self.ends else None


class _Parser:
    """One pass over the tokens; yields paragraphs as they end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.state = _State(encoding=_page(data))
        self.stack: list[_State] = []
        self.text: list[str] = []
        self.raw = bytearray()
        self.to_skip = 0
        self.starred = self.opened = False
        self.rows: dict[int, _RowSoFar] = {}
        self.fonts = _fonts(data, self.state.encoding)

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs in order, those that end a cell or a row marked."""
        for count, match in enumerate(_TOKEN.finditer(self.data)):
            if count > _MOST_TOKENS:
                raise TooLarge("RTF文件太大。请另存为.docx后再发，或把文字和表格直接粘贴过来。")
            word, number, code, symbol, brace, plain, _ = match.groups()
            if word is not None:
                if self.opened or word in _MEANT:
                    yield from self._word(word, number)
            elif code is not None:
                self._byte(int(code, 16))
            elif plain is not None:
                self._plain(plain)
            elif brace is not None:
                self._brace(brace)
            elif symbol is not None:
                self._symbol(symbol)
        yield from self._end(Mark.PARAGRAPH)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.to_skip = 0
        if brace == b"{":
            if len(self.stack) > _DEEPEST:
                raise Damaged("RTF文件的结构不正常。请另存为.docx后再发。")
            self.stack.append(self.state)
            self.opened = True
            self.starred = False
        elif self.stack:
            self.state = self.stack.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*" and self.opened:
            self.starred = True
            return
        self.opened = False
        if symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._add("\n")

    def _plain(self, plain: bytes) -> None:
        self.opened = False
        if self.state.skipped or self.state.hidden:
            return
        while self.to_skip and plain:
            plain, self.to_skip = plain[1:], self.to_skip - 1
        self.raw += plain

    def _byte(self, value: int) -> None:
        self.opened = False
        if self.to_skip:
            self.to_skip -= 1
        elif not (self.state.skipped or self.state.hidden):
            self.raw.append(value)

    def _add(self, text: str) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not (self.state.skipped or self.state.hidden):
            self._flush()
            self._write(text)

    def _flush(self) -> None:
        if self.raw:
            self._write(self.raw.decode(self.state.encoding, "replace"))
            self.raw.clear()

    def _write(self, text: str) -> None:
        self.text.append(struck(text) if self.state.struck else text)

    def _word(self, word: bytes, number: bytes | None) -> Iterator[Paragraph]:
        if self.opened and self._opens_skipped(word):
            self.state = replace(self.state, skipped=True)
        self.opened = False
        value = int(number) if number is not None else 1
        if word == b"bin" and number is not None:
            raise Damaged("RTF文件里有嵌入的二进制内容，读不了。请另存为.docx后再发。")
        if self.state.skipped:
            return
        if word == b"u":
            self._unicode(value)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in (b"par", b"sect", b"page", b"cell", b"nestcell", b"row", b"nestrow"):
            yield from self._ends(word)
        elif not self._row_word(word, value):
            self._state_word(word, value, number)

    def _opens_skipped(self, word: bytes) -> bool:
        return word in _SKIPPED or (self.starred and word not in _KEPT_IF_STARRED)

    def _unicode(self, value: int) -> None:
        self.to_skip = 0
        self._add(_character(value))
        self.to_skip = self.state.substitutes

    def _state_word(self, word: bytes, value: int, number: bytes | None) -> None:
        if word == b"f" and number is not None:
            self._flush()
            self.state = replace(self.state, encoding=self.fonts.get(value, self.state.encoding))
        elif word == b"uc":
            self.state = replace(self.state, substitutes=min(max(value, 0), 8))
        elif word in (b"v", b"deleted"):
            self._flush()
            self.state = replace(self.state, hidden=value != 0)
        elif word in (b"strike", b"striked"):
            self._flush()
            self.state = replace(self.state, struck=value != 0)
        elif word == b"plain":
            self._flush()
            self.state = replace(self.state, hidden=False, struck=False)
        elif word == b"pard":
            self.state = replace(self.state, depth=0)
        elif word == b"intbl":
            self.state = replace(self.state, depth=max(self.state.depth, 1))
        elif word == b"itap":
            self.state = replace(self.state, depth=min(max(value, 0), 8))

    def _row_word(self, word: bytes, value: int) -> bool:
        """Take a word of a row's definition; whether it was one."""
        depth = max(self.state.depth, 1)
        if word == b"trowd":
            self.rows[depth] = _RowSoFar()
            return True
        row = self.rows.get(depth)
        if row is None:
            return False
        if word == b"trleft":
            row.left = value
        elif word == b"clmrg":
            row.joins = True
        elif word in (b"clvmgf", b"clvmrg"):
            row.merge = "restart" if word == b"clvmgf" else "continue"
        elif word == b"cellx":
            row.ends.append(value)
            limits.check_grid(0, len(row.ends))
            row.merges.append((row.joins, row.merge))
            row.joins, row.merge = False, ""
        else:
            return False
        return True

    def _ends(self, word: bytes) -> Iterator[Paragraph]:
        if word in (b"row", b"nestrow"):
            self._flush()
            self.text.clear()
            depth = 1 if word == b"row" else max(self.state.depth, 2)
            definition = self.rows.get(depth) or self.rows.get(1)
            yield Paragraph("", Mark.ROW, depth, row=definition.row() if definition else None)
        elif word == b"cell":
            yield from self._end(Mark.CELL, 1)
        elif word == b"nestcell":
            yield from self._end(Mark.CELL, max(self.state.depth, 2))
        else:
            yield from self._end(Mark.PARAGRAPH)

    def _end(self, mark: Mark, depth: int | None = None) -> Iterator[Paragraph]:
        self._flush()
        text = "".join(self.text)
        self.text.clear()
        if text.strip() or mark is not Mark.PARAGRAPH:
            yield Paragraph(text, mark, self.state.depth if depth is None else depth)


def _character(value: int) -> str:
    """The character of a u-word, which is a signed 16-bit number; halves of a pair are joined when decoded."""
    code = value & 0xFFFF if value < 0 else value
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else ""  # noqa: PLR2004 - surrogates


def _page(data: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{1,5})", data[:1000])
    pages = {936: "gb18030", 950: "big5", 1252: "cp1252", 54936: "gb18030", 65001: "utf-8"}
    return pages.get(int(found[1]), "gb18030") if found else "gb18030"


def _fonts(data: bytes, encoding: str) -> dict[int, str]:
    """The code page of each font; Western fonts keep the document's."""
    start = data.find(b"\\fonttbl")
    table = data[start : start + 60_000] if start >= 0 else b""
    fonts = {}
    for number, charset in re.findall(rb"\{\\f(\d{1,6})[^{}]*?\\fcharset(\d{1,3})", table):
        known = _CHARSETS.get(int(charset), encoding)
        fonts[int(number)] = encoding if known == "cp1252" else known
    return fonts
