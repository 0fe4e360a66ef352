"""The style sheet of a binary Word document (STSH, [MS-DOC] 2.9.271): what styles say of paragraphs, which hide text."""

import struct
from contextlib import suppress
from dataclasses import replace

from parser.read.word.doc_properties import HIDDEN, Said, looks

_PARAGRAPH, _CHARACTER = 1, 2
_NO_BASE = 0xFFF
_HEADINGS = range(1, 10)
_DEPTH = 12
_LEAST = 10


class Sheet:
    """The styles by their index; each is read when it is first asked for. A style that is broken says nothing."""

    def __init__(self, sheet: bytes) -> None:
        self.sheet = sheet
        self.known: dict[int, Said] = {}
        self.base_size, self.places = 0, list[tuple[int, int]]()
        with suppress(struct.error, IndexError):
            header, count, self.base_size = struct.unpack_from("<HHH", sheet)
            position = 2 + header
            for _ in range(count):
                size = sheet[position] | sheet[position + 1] << 8
                self.places.append((position + 2, size))
                position += 2 + size

    def style(self, index: int, depth: int = 0) -> Said:
        """What a style says of its paragraphs, its base styles included."""
        if index not in self.known:
            self.known[index] = self._read(index, depth)
        return self.known[index]

    def hidden(self) -> frozenset[int]:
        """The styles that hide their text; hardly any document has one."""
        if not any(mark in self.sheet for mark in HIDDEN):
            return frozenset()
        return frozenset(index for index in range(len(self.places)) if self._hides(index))

    def _hides(self, index: int, depth: int = 0) -> bool:
        if index >= len(self.places) or depth > _DEPTH:
            return False
        _, kind, base, lists = self._parts(index)
        own = lists[-1] if kind in (_PARAGRAPH, _CHARACTER) and len(lists) == 3 - kind else b""
        inherited = base != _NO_BASE and self._hides(base, depth + 1)
        with suppress(IndexError):
            return looks(own, frozenset(), hidden=inherited)[0]
        return inherited

    def _read(self, index: int, depth: int) -> Said:
        if index >= len(self.places) or depth > _DEPTH:
            return Said()
        identifier, kind, base, lists = self._parts(index)
        said = replace(self.style(base, depth + 1)) if base != _NO_BASE else Said()
        if identifier in _HEADINGS:
            said.outline = identifier - 1
        if kind == _PARAGRAPH and lists:
            with suppress(IndexError):
                said.add(lists[0][2:])
        return said

    def _parts(self, index: int) -> tuple[int, int, int, list[bytes]]:
        """Identifier, kind and base of a style, and its lists of properties."""
        position, size = self.places[index]
        held = self.sheet[position : position + size]
        if len(held) < max(self.base_size + 2, _LEAST):
            return _NO_BASE, 0, _NO_BASE, []
        identifier, kind, count = struct.unpack_from("<HHH", held)
        at = self.base_size + 4 + 2 * struct.unpack_from("<H", held, self.base_size)[0]
        lists = []
        for _ in range(min(count & 0xF, 2)):
            if at + 2 > len(held):
                break
            length = struct.unpack_from("<H", held, at)[0]
            lists.append(held[at + 2 : at + 2 + length])
            at += 2 + length + length % 2
        return identifier & 0xFFF, kind & 0xF, kind >> 4, lists
