"""Photos and scans: png, jpg, bmp, tiff, webp, avif, gif. A picture becomes a page of characters and lines, as a PDF does.

    bytes ─▶ grey pictures, upright ─▶ snapshots (tables, lines of text) ─▶ in order ─▶ put together ─▶ blocks
             this module, upright      snapshot, straight, strips          pages       album, flow

The pictures of one report may come in any order and twice. A field's doubt goes into its cell; ``crop`` shows it.
"""

import io
import struct
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from parser.model.document import Place, Reading, Source
from parser.model.errors import Damaged, EmptyInput, TooLarge, Unsupported
from parser.read import limits
from parser.read.pictures import recognition

NAME = "picture"

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""Kinds of the container that iPhones save photos in; what decodes it is under the GPL or LGPL."""
_NO_APPLE = "这是HEIC格式的照片（苹果手机的默认格式），这里打不开。请把照片存为JPG，或截图后再发。"
_LONGEST = 3000
"""Pixels of the longer side at which a picture is read; larger ones are made smaller."""
_SMALLEST = 200
"""Pixels of the shorter side: less holds no readable page."""
_FLATTEST = 12
"""How many times as long as wide; a long screenshot has 10."""
_BLURRED = "图片里没有认出文字。请把纸铺平、光线均匀，正对着拍清楚再发。"
_BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
"""Raised by the first look into a file, or by that at one of its frames."""
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    struct.error,
)
"""What a decoder trips over in a broken file; each has its own way to fall."""
Picture = Any


def accepts(data: bytes, name: str) -> bool:  # noqa: ARG001 - the name is never trusted
    """The first bytes of a picture."""
    webp, avif = data[:4] == b"RIFF" and data[8:12] == b"WEBP", data[4:12] == b"ftypavif"
    return data.startswith(_MAGIC) or webp or avif or _is_apple(data)


def _is_apple(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _APPLE


def read(source: Source) -> Reading:
    """Read the pages of a picture (a tiff may hold several).

    Raises:
        Unsupported: recognition is not installed here, the picture is too small, or a HEIC photo.
        InputError: damaged, too large, nothing on it.
    """
    return read_all([source])


def read_all(sources: Sequence[Source]) -> Reading:
    """Read pictures that are the pages of one report, in any order; InputError as in ``read``."""
    if any(_is_apple(source.data) for source in sources):
        raise Unsupported(_NO_APPLE)
    if not recognition.is_here():
        raise Unsupported(recognition.ABSENT)
    from parser.read.pictures import album, pages, snapshot, upright  # noqa: PLC0415 - the extra

    taken = [
        snapshot.take(upright.turned(picture), number)
        for number, picture in enumerate(_all_pictures(sources), 1)
    ]
    ordered, notes = pages.in_order(taken)
    blocks = album.put_together(ordered)
    if not blocks:
        raise EmptyInput(_BLURRED)
    return Reading(blocks, NAME, notes=(*notes, *(note for page in ordered for note in page.notes)))


def crop(sources: Sequence[Source], place: Place) -> bytes | None:
    """A png of what stands at a place in the pictures, to be confirmed by a person; None if it is not there."""
    from parser.read.pictures import snapshot, upright  # noqa: PLC0415 - the extra
    from parser.read.pictures.cutout import cutout  # noqa: PLC0415 - the extra

    for number, picture in enumerate(_all_pictures(sources), 1):
        if number == place.page and place.box:
            grey = upright.turned(picture)
            return cutout(grey, place.box, snapshot.scale_of(grey))
    return None


def _all_pictures(sources: Iterable[Source]) -> Iterable[Picture]:
    count = 0
    for source in sources:
        for picture in pictures(source.data):
            count += 1
            if count > limits.PAGES:
                raise TooLarge(f"图片超过{limits.PAGES}页的上限。请只发年度报告本身。")
            yield picture


def pictures(data: bytes) -> Iterable[Picture]:
    """The grey pictures in a file, upright by its own mark. InputError over a limit or if it is broken."""
    import numpy as np  # noqa: PLC0415 - the extra

    from parser.read.pictures.paper import in_grey  # noqa: PLC0415 - the extra

    try:
        with _open(data) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened)):
                if number >= (limits.PAGES if opened.format == "TIFF" else 1):
                    break
                _check_size(frame.size)
                with _no_warnings():
                    grey = in_grey(np.asarray(_fitted(frame)))
                yield grey
    except _BOMBS as bomb:
        raise TooLarge("图片的像素多得不正常。请用手机直接拍照，或缩小后再发。") from bomb
    except _BROKEN as error:
        raise Damaged("图片不完整或已损坏，打不开。请重新拍照或截图后再发。") from error


def _open(data: bytes) -> Image.Image:
    """The picture, its size told by its head only; a bomb is refused before it is decoded."""
    with _no_warnings():
        return Image.open(io.BytesIO(data))


@contextmanager
def _no_warnings() -> Iterator[None]:
    """What the decoder finds odd is told to nobody; only a bomb is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > limits.PIXELS:
        raise TooLarge(
            f"图片有{size[0] * size[1] // 10**6}百万像素，超过上限。请用手机直接拍照，或缩小后再发。"
        )
    if min(size) < _SMALLEST or max(size) > _FLATTEST * min(size):
        raise Unsupported("图片太小或太窄，字看不清。请正对着整页纸拍清楚再发。")


def _fitted(frame: Image.Image) -> Image.Image:
    """Upright, on white, not larger than needed. A large photo is made smaller while it is decoded."""
    longer = max(frame.size)
    if longer > 2 * _LONGEST:
        frame.draft("RGB", (frame.width * _LONGEST // longer, frame.height * _LONGEST // longer))
    whole = ImageOps.exif_transpose(frame)
    if "A" in whole.getbands() or "transparency" in whole.info:
        whole = whole.convert("RGBA")
        whole = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    whole = whole.convert("RGB")
    if max(whole.size) > _LONGEST:
        whole.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    return whole
