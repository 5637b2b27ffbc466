"""Every text that a request brings, whatever argument it stands in and however it is packed.

Which argument names a document, and which holds words, differs from method to method. Whoever asks whether a client
names something asks here, and needs to know no argument.
"""

import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.security.packed_arguments import MOST_PACKED, body_of, is_packed, unpacked

# A name is shorter, the address of a file may be as long.
LONGEST_WORD = 1_000
_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}


@dataclass(frozen=True)
class RequestWords:
    """The texts of a request that may name something, and the sets and lists in it.

    `arguments` are the texts as sent, `texts` all of them, and the parts of the address, in a form to compare.
    """

    arguments: frozenset[str]
    texts: frozenset[str]
    structures: tuple[Any, ...]

    @classmethod
    def of(cls, request: Any, form: Any) -> "RequestWords":
        # A body of JSON is what the framework made the arguments of, but not for every verb and address.
        return cls.within([form, body_of(request)], request.path.split("/"))

    @classmethod
    def within(cls, values: list[Any], beside: list[str]) -> "RequestWords":
        found = list(_values_in(values))
        texts = [str(each) for each in found if _is_word(each)]
        return cls(
            frozenset(texts),
            frozenset(map(comparable, (*texts, *beside))),
            # What holds all arguments is none of them.
            tuple(e for e in found if isinstance(e, dict | list) and e and e not in values),
        )

    def with_more(self, values: Any) -> "RequestWords":
        """These and what other values hold."""
        more = self.within([values], [])
        return RequestWords(
            self.arguments | more.arguments,
            self.texts | more.texts,
            (*self.structures, *more.structures),
        )

    def name(self, name: object) -> bool:
        """Whether the client names this, in any spelling that a database takes for the same."""
        return comparable(str(name)) in self.texts

    def hold(self, conditions: object) -> bool:
        """Whether the client sent this set or list."""
        return any(conditions == each for each in self.structures)


def comparable(text: str) -> str:
    """The letters and digits of a text: databases leave out case, accents, blanks and signs when they compare."""
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if each.isalnum())
    return text.translate(_SIGNS).casefold()


def _is_word(value: object) -> bool:
    return isinstance(value, int | str) and 0 < len(str(value)) <= LONGEST_WORD


def _values_in(values: list[Any]) -> Iterator[Any]:
    """Each value at any depth, keys too, as sent and as unpacked.

    Throws where more values are packed than any client packs.
    """
    packed = 0
    waiting = deque(values)
    while waiting:
        each = waiting.popleft()
        if is_packed(each):
            packed += 1
            if packed > MOST_PACKED:
                frappe.throw(_("This request packs too many values. Send it in parts."))
            if (inside := unpacked(each)) is not each:
                waiting.append(inside)
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list | tuple):
            waiting += each
        yield each
