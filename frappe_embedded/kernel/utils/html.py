"""HTML: telling it from text, taking it out, and making foreign HTML harmless."""

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import nh3

__all__ = [
    "clean_email_html",
    "clean_html",
    "clean_page",
    "clean_script_and_style",
    "escape_html",
    "has_tag",
    "is_html",
    "is_json",
    "sanitize_html",
    "sanitize_json",
    "strip_html",
    "strip_html_tags",
    "unescape_html",
]

_TAG = re.compile(r"<[^>]*>")
_TAG_START = re.compile(r"<[A-Za-z/!?]")
"""Where a browser begins to read a tag, whether or not it ends within the text."""

_HTML = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
_MANY_TAGS = 200
_MOST_TAGS = 10_000
"""Tags that are never ended cost the parser the square of their number, and more; a document of
this many tags is none that somebody wrote to be read."""

_SCRIPT_OR_STYLE = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_ENTITIES = {"&": "&amp;", '"': "&quot;", "'": "&apos;", "<": "&lt;", ">": "&gt;"}

_SVG_TAGS = set(
    "svg g path circle ellipse line polyline polygon rect text tspan title desc".split()
)
_TAGS = _SVG_TAGS | set(
    "a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas "
    "caption center cite code col colgroup data datalist dd del details dfn dir div dl dt em "
    "fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins "
    "kbd label legend li main map mark menu meter nav ol optgroup option output p picture pre "
    "progress q rp rt ruby s samp section select small source span strike strong sub summary "
    "sup table tbody td tfoot th thead time tr track tt u ul var video wbr".split()
)
_COMMON_ATTRIBUTES = set(
    "abbr align alt aria-hidden aria-label bgcolor border cellpadding cellspacing charset "
    "checked cite class color cols colspan controls coords datetime dir disabled face for "
    "headers height hidden href hreflang id ismap itemprop lang label list loop max maxlength "
    "media min multiple name noshade nowrap open placeholder poster readonly rel rev role rows "
    "rowspan rules scope selected shape size span spellcheck src srcset start step style summary "
    "tabindex target title type usemap valign value width wrap xml:lang "
    "cx cy d fill fill-opacity fill-rule opacity points r rx ry stroke stroke-dasharray "
    "stroke-linecap stroke-linejoin stroke-opacity stroke-width transform version viewBox "
    "x x1 x2 xmlns y y1 y2".split()
)
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "cid", "data", "ftp", "geo", "xmpp"}
_SCRIPTED_STYLE = re.compile(r"expression\s*\(|javascript:|behavior\s*:|-moz-binding|@import", re.I)
_RUNNING_TAGS = {"iframe", "math", "noscript", "object", "script", "template"}
_EMAIL_TAGS = set(
    "a b blockquote br button code div em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre small "
    "span strong table tbody td tfoot th thead tr u ul".split()
)


def is_html(text: str | None) -> re.Match[str] | None:
    """The first tag of a text, if it has one."""
    return _HTML.search(text or "")


def has_tag(text: str) -> bool:
    """Whether a browser would begin to read a tag somewhere in a text."""
    return bool(_TAG_START.search(text))


def is_json(text: Any) -> bool:
    try:
        json.loads(text)
    except (TypeError, ValueError):
        return False
    return True


def escape_html(text: Any) -> Any:
    """Text with the signs of HTML as entities; what is not text stays as it is."""
    if not isinstance(text, str):
        return text
    return "".join(_ENTITIES.get(sign, sign) for sign in text)


def unescape_html(value: str) -> str:
    return html.unescape(value)


def strip_html(text: str) -> str:
    """Text without tags; entities stay."""
    # Behind the last end of a tag, each beginning of one would be followed through to the end.
    end = text.rfind(">") + 1
    return _TAG.sub("", text[:end]) + text[end:]


strip_html_tags = strip_html


def clean_script_and_style(html: str) -> str:
    """HTML without scripts and style sheets, and without what they hold."""
    return _SCRIPT_OR_STYLE.sub("", html)


def clean_html(html: Any) -> Any:
    """Only the tags that carry a text's meaning, without styles and links."""
    if not isinstance(html, str):
        return html
    return nh3.clean(
        clean_script_and_style(html),
        tags=set("b br code div em i li ol p pre strong sub sup table tbody td tr u ul".split()),
        attributes={},
        link_rel=None,
    )


def clean_email_html(html: Any) -> Any:
    """Only the tags that e-mail programs show."""
    if not isinstance(html, str):
        return html
    kept = {"align", "border", "class", "height", "href", "src", "style", "width"}
    return nh3.clean(
        clean_script_and_style(html),
        tags=_EMAIL_TAGS,
        attributes={"*": kept},
        attribute_filter=_filtered_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def sanitize_html(html: Any, linkify: bool = False, always_sanitize: bool = False) -> Any:
    """HTML that may be shown to others: known tags and attributes, no scripts.

    Forbidden tags become visible text. Text without tags and what is not text stay as they are;
    ``always_sanitize`` cleans text without tags, too. ``linkify`` turns addresses into links. Text
    that reads as JSON is cleaned like any other: a browser looks for tags and not for brackets.
    """
    if not isinstance(html, str):
        return html
    if not has_tag(html) and not always_sanitize:
        return html
    # Half characters, as JSON may hold them, are none that a browser or a database takes.
    whole = html.encode("utf-8", "replace").decode()
    return nh3.clean(
        _with_forbidden_tags_as_text(whole, linkify),
        tags=_TAGS,
        attributes={"*": _COMMON_ATTRIBUTES},
        generic_attribute_prefixes={"data-"},
        attribute_filter=_filtered_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def sanitize_json(text: str) -> str | None:
    """A JSON list or object whose texts are cleaned one by one; ``None`` for any other text.

    What reads the JSON finds the same values. What shows the text as it is finds no tag in it.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list | dict):
        return None
    cleaned = json.dumps(_cleaned_leaves(value), ensure_ascii=False)
    return cleaned.replace("<", "\\u003c").replace(">", "\\u003e")


def _cleaned_leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return {sanitize_html(key): _cleaned_leaves(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned_leaves(each) for each in value]
    return sanitize_html(value)


def clean_page(html: str) -> str:
    """A printed page as somebody wrote it, with its style sheets and without what runs.

    What ``sanitize_html`` shows as text is taken out here.
    """
    return nh3.clean(
        html,
        tags=_TAGS | {"style"},
        clean_content_tags=_RUNNING_TAGS,
        attributes={"*": _COMMON_ATTRIBUTES},
        generic_attribute_prefixes={"aria-", "data-"},
        attribute_filter=_filtered_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _filtered_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return _cleaned_style(value)
    if value.strip().lower().startswith("data:"):
        picture = value.strip().lower().startswith("data:image/")
        return value if picture and tag == "img" and attribute == "src" else None
    return value


def _cleaned_style(value: str) -> str | None:
    """Declarations without those that could run a script or load something."""
    kept = []
    for declaration in value.split(";"):
        name, colon, setting = declaration.partition(":")
        if not colon or "\\" in declaration or _SCRIPTED_STYLE.search(declaration):
            continue
        kept.append(f"{name.strip()}: {setting.strip()};")
    return " ".join(kept) or None


def _with_forbidden_tags_as_text(text: str, linkify: bool) -> str:
    if text.count("<") > _MANY_TAGS:
        text = _NO_TAG.sub("&lt;", text)
    if text.count("<") > _MOST_TAGS:
        return html.escape(text, quote=False)
    rewriter = _Rewriter(linkify)
    try:
        rewriter.feed(text)
        rewriter.close()
    except AssertionError:  # How the parser says that it cannot read a declaration.
        return html.escape(text, quote=False)
    return "".join(rewriter.parts)


class _Rewriter(HTMLParser):
    """Copies HTML, writing tags that are not allowed as visible text.

    It is no protection of its own: what it lets through is cleaned afterwards.
    """

    def __init__(self, linkify: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._linkify = linkify
        self._in_link = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        self.parts.append(text if tag in _TAGS else html.escape(text, quote=False))
        self._in_link += tag == "a"

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        text = f"</{tag}>"
        self.parts.append(text if tag in _TAGS else html.escape(text, quote=False))
        if tag == "a" and self._in_link:
            self._in_link -= 1

    def handle_data(self, data: str) -> None:
        text = html.escape(data, quote=False)
        if self._linkify and not self._in_link:
            text = _ADDRESS.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', text)
        self.parts.append(text)
