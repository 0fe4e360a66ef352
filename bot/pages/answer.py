"""Responses: templates with automatic escaping, and headers that let a page load nothing but our own files."""

from functools import cache
from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
"""On every page. ``no-referrer`` because the path of a result holds the key to it."""
LATER = "服务器暂时存不下东西，请稍后再试。"
STYLES = {"style.css": "text/css", "upload.js": "text/javascript"}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bot.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, status: int = 200, **slots: object) -> web.Response:
    """A page made of a template."""
    text = _templates().get_template(template).render(**slots)
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def message(
    heading: str, sentence: str, status: int = 200, *, good: bool = False, advice: str = "", back: str = ""
) -> web.Response:
    """A page that says one thing."""
    mood = "good" if good else "problem"
    return page(
        "message.html", status, heading=heading, sentence=sentence, mood=mood, advice=advice, back=back
    )


def plain(sentence: str, status: int) -> web.Response:
    """One sentence for the page's own script."""
    return web.Response(text=sentence, status=status, headers=HEADERS)


def see(path: str) -> web.Response:
    """After a form: look there."""
    return web.Response(status=303, headers={**HEADERS, "Location": path})


def styles() -> list[web.AbstractRouteDef]:
    """The style sheet and the script."""
    return [web.get(f"/static/{name}", _static) for name in STYLES]


async def _static(request: web.Request) -> web.Response:
    name = request.path.rpartition("/")[2]
    return web.Response(
        text=_asset(name),
        content_type=STYLES[name],
        charset="utf-8",
        headers={**HEADERS, "Cache-Control": "max-age=3600"},
    )


@cache
def _asset(name: str) -> str:
    return files("bot.pages").joinpath("static", name).read_text(encoding="utf-8")
