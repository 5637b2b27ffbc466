"""Markdown to HTML and back."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown2  # type: ignore[import-untyped]

from .html import is_html, sanitize_html

__all__ = ["markdown", "md_to_html", "to_markdown"]

_EXTRAS = ["fenced-code-blocks", "tables", "header-ids", "toc", "strike", "task_list"]
_INLINE = {"strong": "**", "b": "**", "em": "_", "i": "_", "code": "`", "del": "~~", "s": "~~"}
_BLOCKS = {"p", "div", "ul", "ol", "blockquote", "pre", "table", "tr"}


def md_to_html(markdown_text: str) -> str:
    """The HTML of Markdown. HTML inside is kept: clean what strangers wrote (``markdown``)."""
    return str(markdown2.markdown(markdown_text or "", extras=_EXTRAS)).rstrip("\n") + "\n"


def markdown(text: str, sanitize: bool = True, linkify: bool = True) -> str:
    """The HTML of Markdown, or of HTML as it is; cleaned unless ``sanitize`` is off."""
    html = text if is_html(text) else md_to_html(text)
    return sanitize_html(html, linkify=linkify) if sanitize else html


def to_markdown(html: str) -> str:
    """The Markdown of simple HTML: headings, emphasis, links, lists, code, images."""
    writer = _MarkdownWriter()
    writer.feed(html)
    writer.close()
    return writer.text()


class _MarkdownWriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._links: list[str] = []
        self._lists: list[int | None] = []

    def text(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "".join(self._parts)).lstrip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _INLINE:
            self._parts.append(_INLINE[tag])
        elif re.fullmatch(r"h[1-6]", tag):
            self._parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "a":
            self._links.append(values.get("href") or "")
            self._parts.append("[")
        elif tag == "img":
            self._parts.append(f"![{values.get('alt') or ''}]({values.get('src') or ''})")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
            self._parts.append("\n")
        elif tag == "li":
            self._parts.append("\n" + self._bullet())
        elif tag == "br":
            self._parts.append("  \n")
        elif tag == "hr":
            self._parts.append("\n\n---\n\n")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            self._parts.append(_INLINE[tag])
        elif tag == "a" and self._links:
            self._parts.append(f"]({self._links.pop()})")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._parts.append("\n\n")
        elif tag in _BLOCKS or re.fullmatch(r"h[1-6]", tag):
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s+", " ", data))

    def _bullet(self) -> str:
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "
