"""The task that cuts out of a clerk's own pictures what could not be read surely, so that a person can look at it."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from parser.model.document import Place, Source
from parser.model.errors import Unsupported
from parser.pipeline import shown

NOT_SHOWN = "这一处没有图片可看；请打开原件核对。"


def show_place(files: Sequence[tuple[str, str]], place: Place) -> str:
    """A png of what stands at a place in the files, given as (name, path), in base64.

    Raises:
        Unsupported: they are no pictures, or hold no such place.
        InputError: they cannot be read, as when they were checked.
    """
    picture = shown([Source(name, Path(path).read_bytes()) for name, path in files], place)
    if picture is None:
        raise Unsupported(NOT_SHOWN)
    return b64encode(picture).decode()
