"""Field names and field types that every part of the engine agrees on."""

from .names import split_names

DEFAULT_FIELDS: tuple[str, ...] = split_names(
    "doctype, name, owner, creation, modified, modified_by, docstatus, idx"
)
CHILD_TABLE_FIELDS: tuple[str, ...] = ("parent", "parentfield", "parenttype")
OPTIONAL_FIELDS: tuple[str, ...] = ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")
STANDARD_COLUMNS: tuple[str, ...] = split_names(
    "name, creation, modified, modified_by, owner, docstatus, idx"
)

TABLE_FIELDS: tuple[str, ...] = ("Table", "Table MultiSelect")
NO_VALUE_FIELDS: tuple[str, ...] = split_names(
    "Section Break, Column Break, Tab Break, HTML, Table, Table MultiSelect, Button, Image, "
    "Fold, Heading"
)
DISPLAY_FIELDS: tuple[str, ...] = split_names(
    "Section Break, Column Break, Tab Break, HTML, Button, Image, Fold, Heading"
)
DATA_FIELDTYPES: tuple[str, ...] = split_names(
    "Currency, Int, Long Int, Float, Percent, Check, Small Text, Long Text, Code, "
    "Text Editor, Markdown Editor, HTML Editor, Date, Datetime, Time, Text, Data, Link, "
    "Dynamic Link, Password, Select, Rating, Read Only, Attach, Attach Image, Signature, "
    "Color, Barcode, Geolocation, Duration, Icon, Phone, Autocomplete, JSON"
)
FLOAT_FIELDTYPES: tuple[str, ...] = ("Currency", "Float", "Percent", "Duration")
NUMERIC_FIELDTYPES: tuple[str, ...] = split_names(
    "Currency, Float, Percent, Int, Long Int, Check, Rating, Duration"
)
DATETIME_FIELDTYPES: tuple[str, ...] = ("Date", "Datetime", "Time")
DATA_FIELD_OPTIONS: tuple[str, ...] = ("Email", "Name", "Phone", "URL", "Barcode", "IBAN")

VARCHAR_LENGTH = 140
"""Characters that a Data-like column holds unless the field sets ``length``."""
