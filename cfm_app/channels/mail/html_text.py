"""The words of an HTML mail: nothing is loaded, nothing is run, and what is quoted stands as quoted."""

import re
from collections.abc import Iterator
from html import unescape

UNSHOWN = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "svg"))
BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "footer",
        ),
        *(
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "ol",
            "p",
            "pre",
        ),
        *("section", "table", "tr", "ul"),
    )
)
SPACES = re.compile(r"[ \t\r\n\f]+")
TAG = re.compile(r"<(?=[a-zA-Z/!?])")
TAG_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
MANY_LINES = re.compile(r"\n{3,}")
MOST_QUOTES = 10


def words(html: str) -> str:
    """The text of a page as somebody would read it."""
    reader = _Reader()
    reader.feed(html)
    return reader.text()


class _Reader:
    """Collects lines; a quotation marks each of its lines with a sign, as in plain mails."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._has_words = False
        self._unshown = 0
        self._quotes = 0

    def feed(self, html: str) -> None:
        for is_tag, piece in _pieces(html):
            if is_tag:
                self._tag(piece)
            elif not self._unshown:
                self._say(unescape(piece))

    def text(self) -> str:
        lines = "\n".join(_line(quotes, "".join(parts)) for quotes, parts in self._lines)
        return MANY_LINES.sub("\n\n", lines).strip()

    def _tag(self, tag: str) -> None:
        found = TAG_NAME.match(tag)
        name = found.group(2).lower() if found else ""
        if found and found.group(1):
            self._end(name)
        elif not (name in UNSHOWN and tag.endswith("/")):
            self._start(name)

    def _start(self, name: str) -> None:
        if name in UNSHOWN:
            self._unshown += 1
        elif name == "body":
            # Whoever forgot to end the head.
            self._unshown = 0
        elif name == "br":
            self._break()
        elif name in BLOCKS:
            self._break_unless_empty()
            self._quotes += name == "blockquote"
        elif name in ("td", "th"):
            self._say(" ")

    def _end(self, name: str) -> None:
        if name in UNSHOWN:
            self._unshown = max(0, self._unshown - 1)
        elif name in BLOCKS:
            self._break_unless_empty()
            if name == "blockquote":
                self._quotes = max(0, self._quotes - 1)
            if name == "p":
                self._break()

    def _say(self, text: str) -> None:
        self._lines[-1] = (self._quotes, self._lines[-1][1])
        self._lines[-1][1].append(SPACES.sub(" ", text))
        self._has_words = self._has_words or not text.isspace()

    def _break(self) -> None:
        self._lines.append((self._quotes, []))
        self._has_words = False

    def _break_unless_empty(self) -> None:
        if self._has_words:
            self._break()


def _line(quotes: int, text: str) -> str:
    words = SPACES.sub(" ", text).strip()
    return f"{'> ' * min(quotes, MOST_QUOTES)}{words}" if words else ""


def _pieces(html: str) -> Iterator[tuple[bool, str]]:
    """Tags without their brackets, and what stands between them; comments are left out.

    Python's own parser looks through the rest of the page anew at each tag that is not ended.
    """
    at, lower = 0, html.lower()
    while at < len(html):
        begins = TAG.search(html, at)
        start = begins.start() if begins else len(html)
        if start > at:
            yield False, html[at:start]
        if not begins:
            return
        ending = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(ending, start)
        if end < 0:
            return
        tag = html[start + 1 : end]
        at = end + len(ending)
        if ending == ">" and not tag.startswith("!"):
            yield True, tag
            at = _after_script(lower, tag, at)


def _after_script(lower: str, tag: str, at: int) -> int:
    """Where a page goes on after a script or a style sheet, in which signs mean something else."""
    found = TAG_NAME.match(tag)
    name = found.group(2).lower() if found and not found.group(1) else ""
    if name not in ("script", "style") or tag.endswith("/"):
        return at
    end = lower.find(f"</{name}", at)
    return end if end >= 0 else len(lower)
