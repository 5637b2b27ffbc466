"""What a text or a condition sees: plain values, and documents of which it may read the fields.

Nothing else passes: no function, module, class or object with powers of its own.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from frappe.model.base_document import BaseDocument
from frappe.model.meta import Meta

PLAIN = (str, int, float, Decimal, date, time, timedelta, range, type(None))
DOCUMENT_METHODS = frozenset(
    "get get_formatted get_title get_url has_value_changed is_new is_ordinary".split()
)
OF_FIELDS = ("get", "get_formatted", "has_value_changed")
# Methods of plain values and lists. What `format` reads, the sandbox looks at itself.
VALUE_METHODS = frozenset(
    "append capitalize count cycle date endswith extend find format get index isdigit isoformat items join "
    "keys lower lstrip next pop replace rstrip setdefault sort split splitlines startswith strftime "
    "strip time title total_seconds update upper values weekday zfill".split()
)
VALUE_PARTS = frozenset(
    "year month day hour minute second microsecond days seconds real imag".split()
)


_LISTS = (list, tuple, set, frozenset, ItemsView, KeysView, ValuesView)
_HIDDEN = object()


class Hidden(AttributeError, LookupError):
    """There is no such value for a text; whoever reads it finds it missing."""


class Record:
    """A document or a row: its fields, and the few methods that only read them."""

    __slots__ = ("_document",)

    def __init__(self, document: BaseDocument) -> None:
        self._document = document

    def __getattr__(self, name: str) -> Any:
        if name in DOCUMENT_METHODS and hasattr(self._document, name):
            return Reading(self, name)
        return self[name]

    def __getitem__(self, name: Any) -> Any:
        return read_field(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and other._document is self._document

    def __hash__(self) -> int:
        return id(self._document)

    def __str__(self) -> str:
        return str(self._document.get("name") or "")

    __repr__ = __str__


class Reading:
    """A method of a document that only reads."""

    __slots__ = ("_name", "_record")

    def __init__(self, record: Record, name: str) -> None:
        self._record = record
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return answer(self, args, kwargs, _call)


class Labels:
    """The form of a document: its fields and what they are called."""

    __slots__ = ("_meta",)

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    @property
    def name(self) -> str:
        return str(self._meta.name)

    def has_field(self, fieldname: str) -> bool:
        return bool(self._meta.get_field(str(fieldname)))

    def get_label(self, fieldname: str) -> str:
        return str(self._meta.get_label(str(fieldname)))


class Flags:
    """Whether marks of a document are set."""

    __slots__ = ("_flags",)

    def __init__(self, flags: Mapping[str, Any]) -> None:
        self._flags = flags

    def __getattr__(self, name: str) -> bool:
        return not name.startswith("_") and bool(self._flags.get(name))


class Values(Mapping[str, Any]):
    """A dictionary of such values. Those that a text may not see are missing."""

    __slots__ = ("_forgiving", "_values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        # Frappe's dictionaries have any attribute; those without a value read as None.
        self._forgiving = type(values) is not dict

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str) and key.startswith("_"):
            raise Hidden(key)
        return readable(self._values[key])

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            if self._forgiving and not name.startswith("_"):
                return None
            raise Hidden(name) from None

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._values if self._is_shown(key))

    def __len__(self) -> int:
        return sum(1 for _key in self)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _is_shown(self, key: Any) -> bool:
        try:
            self[key]
        except LookupError:
            return False
        return True


VIEWS = (Record, Values, Labels, Flags)


def readable(value: Any) -> Any:
    """The value as a text sees it; raises ``Hidden`` for what a text may not see."""
    if isinstance(value, (*PLAIN, *VIEWS, Reading)):
        return value
    if isinstance(value, Meta):
        return Labels(value)
    if isinstance(value, BaseDocument):
        return Record(value)
    if isinstance(value, Mapping):
        return Values(value)
    if isinstance(value, _LISTS):
        return [seen for each in value if (seen := readable_or(each, _HIDDEN)) is not _HIDDEN]
    raise Hidden(type(value).__name__)


def readable_or(value: Any, otherwise: Any) -> Any:
    """As `readable`, with something else for what a text may not see."""
    try:
        return readable(value)
    except Hidden:
        return otherwise


def read_field(record: Record, fieldname: Any) -> Any:
    """A field of a document; raises ``Hidden`` where it is none, or a password."""
    document = checked(record, fieldname)
    if fieldname == "meta":
        return Labels(document.meta)
    if fieldname == "flags":
        return Flags(document.flags)
    return readable(getattr(document, fieldname, None))


def checked(record: Record, fieldname: Any) -> BaseDocument:
    """The document, if a text may read this of its fields."""
    document = record._document
    if not isinstance(fieldname, str) or fieldname.startswith("_"):
        raise Hidden(fieldname)
    field = document.meta.get_field(fieldname)
    if field is not None and field.fieldtype == "Password":
        raise Hidden(fieldname)
    if field is None and fieldname != "meta" and fieldname not in vars(document):
        raise Hidden(fieldname)
    return document


def answer(
    reading: Reading, args: tuple[Any, ...], kwargs: dict[str, Any], call: Callable[..., Any]
) -> Any:
    """What a method of a document answers, called by ``call``, if a text may read the field that it is asked for."""
    document = reading._record._document
    if reading._name in OF_FIELDS:
        try:
            checked(reading._record, args[0] if args else None)
        except Hidden:
            return args[1] if len(args) > 1 else None
    method = getattr(document, reading._name)
    return readable(call(method, *(given(each) for each in args), **kwargs))


def _call(method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return method(*args, **kwargs)


def given(value: Any) -> Any:
    """A value of a text as a function of the app or the framework takes it."""
    return value._document if isinstance(value, Record) else value


def plain(value: Any) -> Any:
    """The value as JSON holds it."""
    if isinstance(value, Record):
        names = ("name", *(field.fieldname for field in value._document.meta.fields))
        return {name: plain(value.get(name)) for name in names if name in vars(value._document)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | None) else str(value)
