"""Markdown to HTML."""

import markdown2  # type: ignore[import-untyped]

from .html import is_html, sanitize_html

__all__ = ["markdown", "md_to_html"]

_EXTRAS = ["fenced-code-blocks", "tables", "header-ids", "toc", "strike", "task_list"]


def md_to_html(markdown_text: str) -> str:
    """The HTML of Markdown. HTML inside is kept: clean what strangers wrote (``markdown``)."""
    return str(markdown2.markdown(markdown_text or "", extras=_EXTRAS)).rstrip("\n") + "\n"


def markdown(text: str, sanitize: bool = True, linkify: bool = True) -> str:
    """The HTML of Markdown, or of HTML as it is; cleaned unless ``sanitize`` is off."""
    html = text if is_html(text) else md_to_html(text)
    return sanitize_html(html, linkify=linkify) if sanitize else html
