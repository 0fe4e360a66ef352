"""Functions of pdfium that are called for each character, object and piece of a path: plain addresses in and out.

The same functions as in pypdfium2.raw; without its types a call costs a third, and a report takes ten thousand.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_float, c_int, c_uint, c_void_p

from pypdfium2 import raw


def _plain(function: object, result: object, *arguments: object) -> Callable[..., int]:
    prototype = ctypes.PYFUNCTYPE(result, *arguments)  # type: ignore[arg-type]  # ctypes types
    return prototype(ctypes.cast(function, c_void_p).value or 0)  # type: ignore[arg-type]  # a ctypes function


def address(thing: object) -> int:
    """Where a page, a text page or an object is."""
    return ctypes.cast(thing, c_void_p).value or 0  # type: ignore[arg-type]  # a ctypes pointer


box_at = _plain(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
angle_at = _plain(raw.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
ink_at = _plain(raw.FPDFText_GetFillColor, c_int, c_void_p, c_int, *[c_void_p] * 4)
code_at = _plain(raw.FPDFText_GetUnicode, c_uint, c_void_p, c_int)

count_on_page = _plain(raw.FPDFPage_CountObjects, c_int, c_void_p)
count_on_form = _plain(raw.FPDFFormObj_CountObjects, c_int, c_void_p)
on_page = _plain(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
on_form = _plain(raw.FPDFFormObj_GetObject, c_void_p, c_void_p, c_int)
kind_of = _plain(raw.FPDFPageObj_GetType, c_int, c_void_p)
matrix_of = _plain(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
text_mode_of = _plain(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
stroke_of = _plain(raw.FPDFPageObj_GetStrokeColor, c_int, c_void_p, *[c_void_p] * 4)
fill_of = _plain(raw.FPDFPageObj_GetFillColor, c_int, c_void_p, *[c_void_p] * 4)
draw_mode_of = _plain(raw.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
count_segments = _plain(raw.FPDFPath_CountSegments, c_int, c_void_p)
segment_of = _plain(raw.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
point_of = _plain(raw.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
segment_kind = _plain(raw.FPDFPathSegment_GetType, c_int, c_void_p)
closes = _plain(raw.FPDFPathSegment_GetClose, c_int, c_void_p)
