"""Pages of a document that have no usable text: recognised as pictures where that is installed, else said.

Printed and scanned pages may be mixed; they are put together in their order. Nothing is recognised twice, and not more
than ``MOST`` pages, each of which takes seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parser.model.document import NOT_READ, Block, Place
from parser.model.errors import Unsupported
from parser.read.pictures import recognition
from parser.read.plane.flow import compose
from parser.read.plane.page import Page

if TYPE_CHECKING:
    from parser.read.pictures.snapshot import Snapshot

MOST = 20
FEW = 40
"""Characters: a page number, a running head. Where there are no more of them on a picture, its text is in the picture."""

Note = tuple[str, str, Place]


@dataclass(frozen=True, slots=True)
class Unread:
    """A page without usable text; ``picture`` gives it in grey, or None if it cannot be shown."""

    number: int
    picture: Callable[[], Any]


def compose_all(pages: Sequence[Page | Unread]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """The blocks of printed and scanned pages in order, and a note for each page that was not read.

    Raises:
        Unsupported: no page has text, and recognition is not installed here.
    """
    if all(isinstance(page, Page) for page in pages):
        return compose(page for page in pages if isinstance(page, Page)), ()
    if not recognition.is_here():
        blocks = compose(page for page in pages if isinstance(page, Page))
        if not blocks:
            raise Unsupported(recognition.ABSENT)
        return blocks, tuple(_unread(page.number) for page in pages if isinstance(page, Unread))
    return _recognised(pages)


def _recognised(pages: Sequence[Page | Unread]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    from parser.read.pictures.album import put_together  # noqa: PLC0415 - the extra

    left, read, notes = MOST, list["Page | Snapshot"](), list[Note]()
    for page in pages:
        if isinstance(page, Page):
            read.append(page)
            continue
        taken = _take(page) if left > 0 else None
        left -= 1
        if taken and (taken.tables or taken.strips):
            read.append(taken)
            notes += taken.notes
        else:
            notes.append(_unread(page.number))
    return put_together(read), tuple(notes)


def _take(page: Unread) -> "Snapshot | None":
    from parser.read.pictures import snapshot, upright  # noqa: PLC0415 - the extra

    grey = page.picture()
    return None if grey is None else snapshot.take(upright.turned(grey), page.number)


def _unread(number: int) -> Note:
    message = f"第{number}页没有可用的文字（扫描件、图片或特殊字体），没有读出内容。"
    return NOT_READ, message, Place(page=number)
