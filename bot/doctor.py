"""Is everything in place? One line for each thing that the bot or a format needs, with what to do about it."""

import importlib.util
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.jobs.confine import network_wall
from bot.jobs.due import profiles
from bot.settings import Settings
from parser.index import Index
from parser.model.errors import NianbaoError
from parser.place import gazetteer


@dataclass(frozen=True, slots=True)
class Item:
    """One thing looked at. ``needed`` is false for what only some formats or features want."""

    name: str
    fine: bool
    finding: str
    needed: bool = True


def examine(settings: Settings) -> Iterator[Item]:
    """All items, the needed ones first."""
    yield _sqlite()
    yield _gazetteer()
    yield _folder(settings.storage.index.parent)
    yield _index(settings.storage.index)
    yield _profiles(settings)
    yield _account(settings)
    yield _abilities(settings)
    yield _sandbox()
    yield _recognition()
    yield _office()


def _sqlite() -> Item:
    with_search = _has_search()
    found = (
        f"{sqlite3.sqlite_version}，全文检索{'可用' if with_search else '不可用，请换一个带 FTS5 的 Python'}"
    )
    return Item("SQLite", with_search, found)


def _has_search() -> bool:
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.Error:
        return False
    finally:
        memory.close()
    return True


def _gazetteer() -> Item:
    beijing = gazetteer().get("11")
    return Item("行政区划表", beijing is not None, "已装载" if beijing else "缺失，请重新安装")


def _folder(folder: Path) -> Item:
    existing = next((p for p in (folder, *folder.absolute().parents) if p.exists()), folder)
    writable = os.access(existing, os.W_OK)
    return Item(
        "数据文件夹", writable, f"{folder} {'可写' if writable else '不可写，请改 storage.index 或权限'}"
    )


def _index(path: Path) -> Item:
    if not path.exists():
        return Item("索引", fine=False, finding=f"{path} 还没有，先运行 nianbao index", needed=False)
    try:
        with Index.open(path) as index:
            return Item("索引", fine=True, finding=f"{index.coverage().reports} 份报告")
    except NianbaoError as error:
        return Item("索引", fine=False, finding=str(error))


def _profiles(settings: Settings) -> Item:
    try:
        found = profiles(settings)
    except NianbaoError as error:
        return Item("各地规则", fine=False, finding=str(error))
    named = "、".join(p.name for p in found)
    return Item("各地规则", fine=True, finding=f"{len(found)} 份：{named}" if found else "没有设置，各地相同")


def _account(settings: Settings) -> Item:
    wechat = settings.wechat
    ready = bool(wechat.app_id and wechat.token.get_secret_value() and wechat.aes_key.get_secret_value())
    found = (
        "AppID、Token、EncodingAESKey 已设置" if ready else "没有配置；只能用 nianbao serve --dev 的模拟器"
    )
    return Item("公众号", ready, found, needed=False)


def _abilities(settings: Settings) -> Item:
    wechat = settings.wechat
    if not wechat.kind.can_send:
        found = "这种账号没有客服消息：慢的回答等本人下次发消息时补上"
        return Item("主动发送", fine=False, finding=found, needed=False)
    secret = bool(wechat.app_secret.get_secret_value())
    return Item("主动发送", secret, "可以" if secret else "没有设置 AppSecret", needed=False)


def _sandbox() -> Item:
    strong = network_wall() == "seccomp"
    found = "系统级隔离" if strong else "这个系统上只能拦住 Python 代码，不要读取来路不明的文件"
    return Item("读取进程断网", strong, found, needed=False)


def _recognition() -> Item:
    ready = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))
    return Item(
        "图片识别", ready, "可用" if ready else "没有安装，运行 make setup（不带 OCR=0）", needed=False
    )


def _office() -> Item:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    text = "可用" if found else "没有安装；只影响 Word 97 以前的文件（make system）"
    return Item("LibreOffice", bool(found), text, needed=False)
