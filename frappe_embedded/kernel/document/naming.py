"""How documents get their names."""

import re
from typing import Any

from ..core.constants import VARCHAR_LENGTH
from ..core.context import local
from ..core.exceptions import CharacterLengthExceededError, NameError
from ..core.hooks import get_attr, get_hooks
from ..core.messages import throw
from ..db import series
from ..i18n import _
from ..i18n.plurals import counted
from ..meta.loader import get_meta
from ..query.rows import evaluate_filters
from ..utils.dates import now_datetime
from ..utils.hashing import generate_hash, is_random_name, random_name
from ..utils.numbers import cint
from ..utils.text import cstr
from .events import run_method

_FORBIDDEN = re.compile(r"[<>]")


def set_new_name(doc: Any) -> None:
    """Name a new document by amendment, rule, controller or ``autoname``, in that order."""
    run_method(doc, "before_naming")
    meta = doc.meta
    autoname = meta.autoname or ""
    if autoname.lower() not in ("prompt", "uuid") and not local.flags.in_import:
        doc.name = None
    if autoname == "autoincrement":
        doc.name = series.next_id(local.db, doc.doctype)
        return
    if doc.get("amended_from"):
        _set_amended_name(doc)
        if doc.name:
            return
    elif meta.issingle:
        doc.name = doc.doctype
    if not doc.name:
        _set_by_rule(doc)
    if not doc.name:
        run_method(doc, "autoname")
    if not doc.name:
        set_name_from_naming_options(autoname, doc)
    if not doc.name:
        doc.name = make_autoname("hash", doc.doctype)
    doc.name = validate_name(doc.doctype, doc.name)


def is_random(doc: Any) -> bool:
    """Whether another random name may be tried when one is taken: not for one that was chosen."""
    by_chance = (doc.meta.autoname or "hash").lower() == "hash"
    return by_chance and (not doc.name or is_random_name(str(doc.name)))


def set_random_name(doc: Any) -> None:
    doc.name = random_name()


def set_name_from_naming_options(autoname: str, doc: Any) -> None:
    """Name a document by the pattern of its DocType."""
    kind = autoname.lower()
    if kind.startswith("field:"):
        _set_by_field(doc, autoname[6:])
    elif kind.startswith("naming_series:"):
        _set_by_series(doc)
    elif kind.startswith("prompt"):
        _set_by_prompt(doc)
    elif kind.startswith("format:"):
        doc.name = _formatted(autoname[7:], doc)
    elif "#" in autoname or kind in ("hash", "uuid"):
        doc.name = make_autoname(autoname, doc=doc)


def _set_by_field(doc: Any, fieldname: str) -> None:
    value = cstr(doc.get(fieldname)).strip()
    if not value:
        throw(_("{0} is required").format(_(doc.meta.get_label(fieldname))))
    doc.set(fieldname, value)
    doc.name = value


def _set_by_series(doc: Any) -> None:
    if not doc.get("naming_series"):
        doc.naming_series = _default_series(doc.doctype)
    if not doc.naming_series:
        throw(_("Naming Series mandatory"))
    doc.name = make_autoname(doc.naming_series, "", doc)


def _default_series(doctype: str) -> str | None:
    options = [option for option in get_meta(doctype).get_naming_series_options() if option]
    return options[0] if options else None


def _set_by_prompt(doc: Any) -> None:
    if doc.get("__newname"):
        doc.name = doc.get("__newname")
    if not doc.name:
        throw(_("Please set the document name"))


def _formatted(pattern: str, doc: Any) -> str:
    """Fill the braces of a ``format:`` pattern; all its counters share one key of the site."""
    return re.sub(
        r"\{[^{}]*\}", lambda match: parse_naming_series([match.group()[1:-1]], doc=doc), pattern
    )


def make_autoname(
    key: str = "", doctype: str = "", doc: Any = "", *, ignore_validate: bool = False
) -> str:
    """A name from a pattern such as ``PRE-.YYYY.-.#####``.

    ``hash`` gives a random name; a pattern without ``#`` counts with five digits.
    """
    if key.lower() == "hash":
        return random_name() if doctype or doc else generate_hash(length=10)
    if "#" not in key:
        key += ".#####"
    elif "." not in key:
        throw(_("Invalid naming series {}: dot (.) missing").format(key))
    return parse_naming_series(key.split("."), doctype, doc)


def parse_naming_series(
    parts: list[str] | str, doctype: str = "", doc: Any = "", number_generator: Any = None
) -> str:
    """Put the parts of a pattern together; ``#`` counts on the text built so far."""
    if isinstance(parts, str):
        parts = parts.split(".")
    name = ""
    counted = False
    moment = now_datetime()
    for part in parts:
        if not part:
            continue
        if part.startswith("#"):
            if counted:
                name += part
                continue
            digits = len(part)
            count = number_generator(name, digits) if number_generator else None
            name += count or f"{series.next_value(local.db, name):0{digits}d}"
            counted = True
        else:
            name += _part(part, moment, doc)
    return name


def _part(part: str, moment: Any, doc: Any) -> str:
    formats = {"YY": "%y", "MM": "%m", "DD": "%d", "YYYY": "%Y"}
    if part in formats:
        return str(moment.strftime(formats[part]))
    if part == "WW":
        return f"{moment.isocalendar().week:02d}"
    if part == "timestamp":
        return str(moment)
    custom = get_hooks("naming_series_variables", {}).get(part)
    if custom:
        return cstr(get_attr(custom[-1])(doc, part))
    field = part[1:-1] if part.startswith("{") and part.endswith("}") else part
    if doc and (part.startswith("{") or doc.get(field) is not None or doc.meta.has_field(field)):
        return cstr(doc.get(field)).strip()
    return part


def _set_amended_name(doc: Any) -> None:
    original = str(doc.amended_from)
    number = 1
    base = original
    if local.db.get_value(doc.doctype, original, "amended_from"):
        base, _sep, last = original.rpartition("-")
        number = cint(last) + 1
    doc.name = f"{base}-{number}"


def _set_by_rule(doc: Any) -> None:
    """Name by the Document Naming Rule of highest priority whose conditions hold."""
    for rule in _rules(doc.doctype):
        conditions = local.db.sql(
            "select field, `condition`, value from `tabDocument Naming Rule Condition`"
            " where parent = %s order by idx",
            (rule.name,),
        )
        if conditions and not evaluate_filters(doc, [[doc.doctype, *each] for each in conditions]):
            continue
        counter = cint(
            local.db.sql(
                "select counter from `tabDocument Naming Rule` where name = %s", (rule.name,)
            )[0][0]
        )
        prefix = parse_naming_series((rule.prefix or "").split("."), doc=doc)
        doc.name = prefix + f"{counter + 1:0{cint(rule.prefix_digits) or 5}d}"
        local.db.sql(
            "update `tabDocument Naming Rule` set counter = %s where name = %s",
            (counter + 1, rule.name),
        )
        return


def _rules(doctype: str) -> list[Any]:
    meta = get_meta(doctype)
    if meta.istable or doctype in ("DocType", "Document Naming Rule", "Patch Log"):
        return []
    rules: list[Any] = local.db.cached(
        ("naming rules", doctype),
        ["tabdocument naming rule"],
        lambda: local.db.sql(
            "select name, prefix, prefix_digits from `tabDocument Naming Rule`"
            " where document_type = %s and disabled = 0 order by priority desc",
            (doctype,),
            as_dict=True,
        ),
    )
    return rules


def refuse_long_name(name: Any) -> None:
    """``CharacterLengthExceededError`` for a name that the column cannot hold."""
    if len(str(name)) > VARCHAR_LENGTH:
        message = counted(_("A name has at most {0} characters: {1}"), VARCHAR_LENGTH, name)
        throw(message, CharacterLengthExceededError)


def validate_name(doctype: str, name: Any) -> Any:
    """The name without surrounding blanks; refuses empty, misleading and dangerous ones."""
    if isinstance(name, int):
        return name
    if not name:
        throw(_("No Name Specified for {0}").format(doctype))
    name = str(name)
    if name.startswith("New " + doctype):
        throw(
            _("There were some errors setting the name, please contact the administrator"),
            NameError,
        )
    if not get_meta(doctype).get("issingle") and doctype == name and doctype != "DocType":
        throw(_("Name of {0} cannot be {1}").format(doctype, name), NameError)
    name = name.strip()
    if _FORBIDDEN.search(name):
        throw(
            _("Name cannot contain special characters like {0}").format("'<', '>'"),
            NameError,
        )
    return name


def revert_series_if_last(key: str, name: str, doc: Any = None) -> None:
    """Give the number of the newest document of a series back."""
    hash_part = re.search(r"\.(#+)\.?", key)
    prefix, suffix = (key[: hash_part.start()], key[hash_part.end() :]) if hash_part else (key, "")
    prefix = parse_naming_series(prefix.split("."), doc=doc)
    name = name.removesuffix(parse_naming_series(suffix.split("."), doc=doc))
    if len(prefix) >= len(name) or not name.startswith(prefix):
        return
    series.revert(local.db, prefix, cint(name[len(prefix) :]))


def append_number_if_name_exists(
    doctype: str, value: str, fieldname: str = "name", separator: str = "-", filters: Any = None
) -> str:
    """``value``, or ``value-1``, ``value-2`` … when it is taken."""
    conditions = {**(filters or {}), fieldname: value}
    if not local.db.exists(doctype, conditions):
        return value
    taken = local.db.sql(
        f"select `{fieldname}` from `tab{doctype}` where `{fieldname}` like %s",
        (f"{value}{separator}%",),
    )
    numbers = [cint(str(row[0])[len(value) + len(separator) :]) for row in taken]
    return f"{value}{separator}{max(numbers, default=0) + 1}"
