"""Words that were stored as HTML, or with entities, as plain text: lists, tables and links stay readable."""

import re
from collections.abc import Iterator
from html import unescape

BLOCKS = frozenset(
    "p div tr h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl dt dd section article header footer hr"
    " address center form fieldset figure figcaption".split()
)
LISTS, CELLS, UNSEEN = ("ul", "ol"), ("td", "th"), ("script", "style", "head", "title")
INLINE = frozenset(
    "br span strong b i em u a img li td th thead tbody tfoot html body head meta title script style font"
    " sub sup s strike del ins code small big label input link col colgroup caption o:p".split()
)
KNOWN = BLOCKS | INLINE


def _tags(names: frozenset[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


# Tags that HTML does not know were written by a person, and stay.
TAG = re.compile(rf"<(/?)({_tags(KNOWN)})(?=[\s/>])([^<>]*)>", re.I)
BREAK = re.compile(rf"<(?:{_tags(BLOCKS | {'br', 'li'})})(?=[\s/>])", re.I)
ATTRIBUTE = re.compile(r"""(?<![\w-])(href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
# A database of SugarCRM holds entities of entities, where a form was saved twice.
MOST_LEVELS = 3
ADDRESSES = ("http://", "https://", "mailto:", "tel:")
BLANKS, LINES, ENDS = re.compile(r"[ \t\xa0]+"), re.compile(r"\n{3,}"), re.compile(r"[\r\n]+")
DEEPEST = 10


def plain(text: str) -> str:
    """The text as somebody reads it; unchanged where it holds neither markup nor entities."""
    for _level in range(MOST_LEVELS):
        if TAG.search(text):
            return _decoded(_Reader(text).text())
        decoded = _decoded(text)
        if decoded == text:
            break
        text = decoded
    return text


def _decoded(text: str) -> str:
    return ENTITY.sub(lambda found: unescape(found[0]), text)


def _without_comments(text: str) -> Iterator[str]:
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        yield text[place:start]
        place = end + 3
    yield text[place:]


class _Reader:
    """Reads markup from its beginning to its end, once: however it is made, that takes no longer."""

    def __init__(self, markup: str) -> None:
        markup = "".join(_without_comments(markup))
        # Without a break, the ends of lines are those of the writer.
        self._keeps_lines = not BREAK.search(markup)
        self._parts: list[str] = []
        self._is_in_line = False
        self._lists: list[int] = []
        self._links: list[tuple[str, int]] = []
        self._unseen_within = ""
        self._unseen: list[str] = []
        place = 0
        for tag in TAG.finditer(markup):
            self._words(markup[place : tag.start()])
            place = tag.end()
            is_end, name, attributes = tag.groups()
            (self._end if is_end else self._begin)(name.lower(), attributes)
        self._words(markup[place:])

    def text(self) -> str:
        """Everything that was read. What followed a tag that never ended is text, too."""
        whole = "".join([*self._parts, *self._unseen])
        return LINES.sub("\n\n", "\n".join(line.strip(" ") for line in whole.split("\n"))).strip()

    def _words(self, markup: str) -> None:
        if self._unseen_within:
            self._unseen.append(markup)
            return
        said = _decoded(markup if self._keeps_lines else ENDS.sub(" ", markup))
        said = BLANKS.sub(" ", said)
        if self._is_in_line or said.strip(" "):
            self._put(said)

    def _put(self, said: str) -> None:
        if said:
            self._parts.append(said)
            self._is_in_line = bool(said.rpartition("\n")[2])

    def _begin(self, name: str, attributes: str) -> None:
        if name in UNSEEN:
            self._unseen_within = self._unseen_within or name
        elif self._unseen_within:
            return
        elif name == "a":
            self._links.append((_attribute(attributes, "href"), len(self._parts)))
        elif name == "img":
            alternative = _attribute(attributes, "alt")
            self._put(f"[{alternative}]" if alternative else "")
        elif name in CELLS and self._is_in_line:
            self._put(" | ")
        elif name == "li":
            self._begin_item()
        elif name in BLOCKS or name == "br":
            self._break(is_forced=name == "br")
            if name in LISTS:
                self._lists.append(0 if name == "ol" else -1)

    def _end(self, name: str, _attributes: str) -> None:
        if self._unseen_within:
            if name == self._unseen_within:
                self._unseen_within = ""
                self._unseen.clear()
        elif name == "a" and self._links:
            self._end_link(*self._links.pop())
        elif name in BLOCKS or name == "li":
            if name in LISTS and self._lists:
                self._lists.pop()
            self._break()

    def _break(self, is_forced: bool = False) -> None:
        if is_forced or self._is_in_line:
            self._put("\n")

    def _begin_item(self) -> None:
        self._break()
        sign = "- "
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            sign = f"{self._lists[-1]}. "
        # Blanks at the beginning of a line go: these stay.
        self._put("\xa0\xa0" * min(max(len(self._lists) - 1, 0), DEEPEST) + sign)

    def _end_link(self, address: str, start: int) -> None:
        said = "".join(self._parts[start:])
        bare = address.partition(":")[2].strip("/")
        if address.startswith(ADDRESSES) and bare not in said:
            self._put(f" ({address})")


def _attribute(attributes: str, wanted: str) -> str:
    for name, double, single, bare in ATTRIBUTE.findall(attributes):
        if name.lower() == wanted:
            return _decoded(double or single or bare)
    return ""
