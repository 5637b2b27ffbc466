"""What a template needs to draw the control of a field."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import ValidationError
from ...kernel.core.hooks import call_hooks
from ...kernel.core.messages import clear_messages
from ...kernel.document.titles import link_title, shown
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.utils.dates import get_datetime, getdate
from ...kernel.utils.html import sanitize_html
from ...kernel.utils.numbers import cint
from ...services.printing.environment import render_template
from .addresses import form_url

_INPUT_TYPES = {
    "Int": "number",
    "Long Int": "number",
    "Float": "number",
    "Currency": "number",
    "Percent": "number",
    "Date": "date",
    "Datetime": "datetime-local",
    "Time": "time",
    "Phone": "tel",
    "Color": "color",
    "Password": "password",
}
_DATA_TYPES = {"Email": "email", "Phone": "tel", "URL": "url"}
_AREAS = {
    "Small Text": 3,
    "Text": 6,
    "Long Text": 8,
    "Code": 10,
    "JSON": 8,
    "HTML Editor": 10,
    "Markdown Editor": 10,
    "Geolocation": 3,
}
_DEFAULT_LENGTH = 140


@dataclass
class Control:
    """A field with its value, in the form in which controls hold it."""

    df: DocField
    value: str
    text: str
    editable: bool
    kind: str
    in_grid: bool = False
    options: list[tuple[str, str]] | None = None
    input_type: str = "text"
    rows: int = 0
    url: str = ""
    html: str = ""
    grid: Any = None
    chips: tuple[tuple[str, str], ...] = ()
    target: str = ""
    vacant: bool = False
    """Whether it does not apply at first."""

    @property
    def label(self) -> str:
        return str(_(self.df.label or ""))

    @property
    def reason(self) -> str:
        """Why it is asked, where an app says so (hook ``field_reasons``); nothing for what nobody fills in."""
        if not self.editable or not self.df.parent:
            return ""
        return reasons_of(self.df.parent).get(str(self.df.fieldname), "")

    @property
    def step(self) -> str:
        return "1" if self.df.fieldtype in ("Int", "Long Int") else "any"

    @property
    def longest(self) -> int:
        return cint(self.df.length) or (_DEFAULT_LENGTH if self.df.fieldtype == "Data" else 0)


def reasons_of(doctype: str) -> dict[str, str]:
    """Why the fields of a DocType are asked, by field, as the apps say it."""
    known: dict[str, dict[str, str]] = local.flags.setdefault("desk_field_reasons", {})
    if doctype not in known:
        told = call_hooks("field_reasons", doctype)
        known[doctype] = {field: text for each in told for field, text in each.items()}
    return known[doctype]


def control_for(doc: Any, df: DocField, editable: bool, *, in_grid: bool = False) -> Control:
    """The control of a field; ``doc`` is ``None`` for a blank one."""
    value = doc.get(df.fieldname) if doc is not None and df.fieldname else None
    control = Control(
        df=df,
        value="",
        text="",
        editable=editable,
        kind=_kind(df),
        in_grid=in_grid,
        input_type=_input_type(df),
        rows=_AREAS.get(str(df.fieldtype), 0),
    )
    if df.fieldtype == "Table MultiSelect":
        _fill_chips(control, value or [])
    elif df.fieldtype == "HTML":
        control.html = _html(df, doc)
    elif not df.is_table:
        _fill(control, doc, value)
    return control


def _html(df: DocField, doc: Any) -> str:
    """The text of the field, in which ``{{ doc.name }}`` and the like stand for the document's values."""
    text = str(_(df.options or ""))
    try:
        return str(sanitize_html(render_template(text, {"doc": doc}, is_path=False)))
    except ValidationError:
        clear_messages()
        return str(sanitize_html(text))


def _fill(control: Control, doc: Any, value: Any) -> None:
    df = control.df
    control.value = input_value(df, value)
    control.text = shown_long(df, value)
    if df.fieldtype == "Select":
        control.options = options_of(df, control.value)
    elif df.fieldtype == "Autocomplete":
        control.options = options_of(df)
    elif df.fieldtype in ("Link", "Dynamic Link"):
        control.target = _target(doc, df)
        if value and control.target:
            control.text = link_title(control.target, value)
            control.url = form_url(control.target, value)
    elif df.fieldtype == "Text Editor":
        control.html = sanitize_html(str(value or ""))
    elif df.fieldtype in ("Attach", "Attach Image", "Signature", "Image"):
        source = doc.get(df.options) if df.fieldtype == "Image" and doc is not None else value
        control.url = str(source or "")


def _kind(df: DocField) -> str:
    fieldtype = str(df.fieldtype)
    if fieldtype in _AREAS:
        return "area"
    if fieldtype in ("Link", "Dynamic Link"):
        return "link"
    plain = {
        "Check": "check",
        "Select": "select",
        "Text Editor": "rich",
        "Rating": "rating",
        "Duration": "duration",
        "Attach": "attach",
        "Attach Image": "attach",
        "Signature": "signature",
        "Table": "grid",
        "Table MultiSelect": "chips",
        "HTML": "html",
        "Heading": "heading",
        "Button": "button",
        "Image": "image",
        "Read Only": "static",
    }
    return plain.get(fieldtype, "input")


def _input_type(df: DocField) -> str:
    if df.fieldtype == "Data":
        return _DATA_TYPES.get(str(df.options or ""), "text")
    return _INPUT_TYPES.get(str(df.fieldtype), "text")


def input_value(df: DocField, value: Any) -> str:
    """A value as the native control of its type wants it."""
    if value in (None, ""):
        return ""
    if df.fieldtype == "Datetime":
        moment = get_datetime(value)
        return moment.strftime("%Y-%m-%dT%H:%M") if moment else ""
    if df.fieldtype == "Date":
        return str(getdate(value) or "")
    if df.fieldtype == "Time":
        return _clock(str(value))
    if df.fieldtype == "Check":
        return "1" if cint(value) else ""
    if df.fieldtype in ("Float", "Currency", "Percent", "Rating", "Duration"):
        return f"{float(value):.9f}".rstrip("0").rstrip(".")
    return str(value)


def _clock(text: str) -> str:
    parts = text.split(".")[0].split(":")
    return ":".join(part.zfill(2) for part in parts[:3])


def options_of(df: DocField, current: str = "") -> list[tuple[str, str]]:
    """Value and label of each choice; a stored value that is no longer offered stays."""
    values = str(df.options or "").split("\n")
    if current and current not in values:
        values.append(current)
    if df.fieldtype == "Select" and "" not in values:
        values.insert(0, "")
    return [
        (value, str(_(value, context=df.parent)) if value else "")
        for value in dict.fromkeys(values)
    ]


def shown_long(df: DocField, value: Any) -> str:
    """A value as text in full; long text is not cut."""
    if df.fieldtype in ("Small Text", "Text", "Long Text", "Code", "JSON", "Data"):
        return str(value or "")
    return shown(df, value)


def _target(doc: Any, df: DocField) -> str:
    if df.fieldtype == "Link":
        return str(df.options or "")
    return str(doc.get(df.options) or "") if doc is not None else ""


def _fill_chips(control: Control, rows: list[Any]) -> None:
    """A Table MultiSelect shows the first link of its rows."""
    link = next(iter(get_meta(str(control.df.options)).get_link_fields()), None)
    if link is None:
        return
    control.target = str(link.options)
    names = [str(row.get(link.fieldname)) for row in rows if row.get(link.fieldname)]
    control.chips = tuple((name, link_title(control.target, name)) for name in names)
