"""The environment in which texts of the office are rendered: an allow-list of names, filters and attributes.

`limited` makes it of the framework's own environment. A text that asks for more is not run: a sentence stands in
its place, whoever wrote it and wherever it was stored.
"""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, cast

import frappe
from frappe import _
from frappe.model.base_document import BaseDocument
from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing

from cfm_app.security.office_texts import faults
from cfm_app.security.office_texts.values import (
    DOCUMENT_METHODS,
    PLAIN,
    VALUE_METHODS,
    VALUE_PARTS,
    VIEWS,
    Hidden,
    Reading,
    Record,
    answer,
    checked,
    given,
    plain,
    readable,
    readable_or,
)

# Hook: functions of the app that texts and conditions may call, by their dotted names.
HELPERS = "text_helpers"
OF_JINJA = ("cycler", "dict", "joiner", "namespace", "range")
FILTERS = frozenset(
    "abs abs_url batch capitalize center count d default dictsort e escape filesizeformat first flt "
    "float forceescape format global_date_format groupby indent int items join json last len length "
    "list lower map markdown max min pprint random reject rejectattr replace reverse round safe "
    "select selectattr slice sort str string striptags sum title tojson trim truncate unique upper "
    "urlencode urlize wordcount wordwrap xmlattr counted_in_loop".split()
)
_OF_TEMPLATE = (LoopContext, Macro, Undefined, Namespace, Cycler, Joiner)
_MADE = "office_texts"
_FORMAT = "is_sandboxed_format"
_COLLECTIONS = (list, tuple, dict, set, range)


def for_texts(environment: SandboxedEnvironment) -> "OfficeTexts":
    """What `limited` makes of an environment, made once for it."""
    made: OfficeTexts | None = vars(environment).get(_MADE)
    if made is None:
        made = vars(environment)[_MADE] = limited(environment)
    return made


def limited(environment: SandboxedEnvironment) -> "OfficeTexts":
    """An environment like this one for texts of the office: it reads data, and calls the helpers."""
    made: Any = environment.overlay(cache_size=0)
    made.__class__ = type("LimitedTexts", (OfficeTexts, type(environment)), {})
    template = type("OfficeText", (_OfficeText, environment.template_class), {})
    given_globals = {name: environment.globals[name] for name in OF_JINJA}
    vars(made).update(
        loader=None,
        context_class=_Values,
        template_class=template,
        globals={**given_globals, **helpers()},
        filters={name: each for name, each in environment.filters.items() if name in FILTERS},
        policies={**environment.policies, "json.dumps_function": _as_json},
    )
    if "json" in made.filters:
        made.filters["json"] = _as_json
    return cast(OfficeTexts, made)


def helpers() -> Mapping[str, Callable[..., Any]]:
    """The functions that texts and conditions may call, by name."""
    return _by_name(tuple(frappe.get_hooks(HELPERS)))


@lru_cache(maxsize=16)
def _by_name(paths: tuple[str, ...]) -> Mapping[str, Callable[..., Any]]:
    return MappingProxyType({path.rpartition(".")[2]: frappe.get_attr(path) for path in paths})


def own_helpers() -> list[str]:
    """Those helpers that there are with the app alone."""
    paths = (path.rpartition(".") for path in frappe.get_hooks(HELPERS))
    return [name for module, _dot, name in paths if module.startswith("cfm_app.") and name != "_"]


def _as_json(value: Any, **options: Any) -> str:
    return json.dumps(plain(value), **options)


def refusal(fault: str) -> str:
    """What stands in the place of a text that asks for more than it may."""
    return str(
        _("This text was not filled in. {0} Ask whoever runs the machine to change it.").format(
            fault
        )
    )


class _Values(Context):
    """What a text finds by name: data, and the helpers."""

    def resolve_or_missing(self, key: str) -> Any:
        found = self.vars.get(key, missing)
        if found is missing:
            found = self.parent.get(key, missing)
        helper = self.environment.globals.get(key, missing)
        if found is missing or found is helper or key.startswith("_"):
            return helper
        if isinstance(found, _OF_TEMPLATE):
            return found
        return readable_or(found, helper)


class _OfficeText(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        try:
            return super().render(*args, **kwargs)
        except SecurityError as error:
            return refusal(str(error))


class OfficeTexts(SandboxedEnvironment):
    """Reads data only."""

    def from_string(
        self,
        source: str | nodes.Template,
        globals: Any = None,
        template_class: type[Template] | None = None,
    ) -> Template:
        tree = self.parse(source) if isinstance(source, str) else source
        return self.filled_in(tree, next(faults.of_template(tree, self), None))

    def filled_in(self, tree: nodes.Template, fault: str | None) -> Template:
        """The template of a text that was looked at; of a sentence, if it asks for more than it may."""
        return super().from_string(tree if fault is None else self.parse(refusal(fault)))

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Record):
            return self._field(obj, attribute)
        return self._seen(super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Record):
            return self._field(obj, argument)
        return self._seen(super().getitem(obj, argument))

    def _field(self, record: Record, name: Any) -> Any:
        """A field, as the framework's environment takes it out of the document."""
        if name in DOCUMENT_METHODS:
            return getattr(record, name)
        try:
            document = checked(record, name)
        except Hidden:
            return self.undefined(obj=record, name=str(name))
        if name in ("flags", "meta"):
            return record[name]
        return self._seen(super().getattr(document, name))

    def _seen(self, value: Any) -> Any:
        if isinstance(value, _OF_TEMPLATE) or callable(value):
            return value
        return readable(value)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(__obj, Reading):
            return answer(__obj, args, kwargs, partial(super().call, __context))
        if not __self.is_safe_callable(__obj):
            raise SecurityError(faults.may_not_use(f"{getattr(__obj, '__name__', '')}()"))
        if __self._is_helper(__obj):
            args = tuple(given(each) for each in args)
        return __self._seen(super().call(__context, __obj, *args, **kwargs))

    def _is_helper(self, obj: Any) -> bool:
        return any(obj is each for each in self.globals.values())

    def is_safe_attribute(self, obj: Any, attr: Any, value: Any) -> bool:
        if not isinstance(attr, str) or attr.startswith("_"):
            return False
        if isinstance(obj, BaseDocument):
            return True  # reached through its record only, which was asked
        if isinstance(obj, (*VIEWS, *_OF_TEMPLATE)):
            return not isinstance(obj, Macro)
        if isinstance(obj, (*PLAIN, *_COLLECTIONS)):
            return attr in VALUE_METHODS or attr in VALUE_PARTS
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        if self._is_helper(obj) or isinstance(obj, (Macro, *_OF_TEMPLATE)):
            return True
        if getattr(obj, _FORMAT, False):
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, BaseDocument):
            return name in DOCUMENT_METHODS
        if isinstance(owner, (*VIEWS, *_OF_TEMPLATE)):
            return not name.startswith("_")
        return (
            owner is not None
            and isinstance(owner, (*PLAIN, *_COLLECTIONS))
            and name in VALUE_METHODS
        )

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(faults.may_not_use(attribute))

    def wrap_str_format(self, value: Any) -> Any:
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            vars(wrapped)[_FORMAT] = True
        return wrapped
