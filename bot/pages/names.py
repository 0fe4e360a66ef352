"""A file's name as its sender gave it, made fit to be shown: it never names anything on our disk."""

import re
import unicodedata

LONGEST = 80
NAMELESS = "未命名文件"


def clean_name(name: str | None) -> str:
    r"""The last part of a path, in one line, without control and direction marks, at most ``LONGEST`` characters.

    >>> clean_name("../../etc/passwd"), clean_name("C:\\稿\\年报.docx"), clean_name("年报\u202excod.exe\0")
    ('passwd', '年报.docx', '年报xcod.exe')
    >>> clean_name("  "), clean_name(None), len(clean_name("长" * 300 + ".docx"))
    ('未命名文件', '未命名文件', 80)
    """
    last = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    shown = " ".join(shown.split())
    if len(shown) > LONGEST:
        stem, dot, ending = shown.rpartition(".")
        short = dot and len(ending) <= 5  # noqa: PLR2004 - docx, xlsx, html
        shown = stem[: LONGEST - len(ending) - 2] + "…" + dot + ending if short else shown[:LONGEST]
    return shown if shown.strip(".") else NAMELESS
