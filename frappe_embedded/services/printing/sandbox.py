"""The sandbox of templates: what they may call, how much they may take, and what is HTML already.

Every value is text until it is escaped. Only rich text, by the type of its field, is HTML, and it
is cleaned at the moment when a template takes it out of a document.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from types import MethodType
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import SandboxedEnvironment, SandboxedEscapeFormatter, SandboxedFormatter
from jinja2.utils import concat
from markupsafe import Markup

from ...kernel.core.context import has_context
from ...kernel.document.base import BaseDocument
from ...kernel.safe.limits import active_budget, bounded, stop
from ...kernel.utils.formatters import format_html, is_rich_text
from ...kernel.utils.html import sanitize_html

_WRITING_METHODS = frozenset(
    "add_comment append_to_file cancel db_insert db_set db_set_user_and_timestamp db_update delete "
    "discard insert lock queue_action rename run_method run_trigger save set_new_name submit "
    "unlock update_single "
    # With another name these would read another document.
    "db_get load_doc_before_save load_from_db reload".split()
)
"""Methods of documents that a template, which only shows, is not allowed to call."""

_WIDE_FILTERS = frozenset("batch center indent slice tojson truncate wordwrap".split())
"""Filters that make as much out of a value as a number says."""

_LOOP = "counted_in_loop"


class _Generator(CodeGenerator):
    """Code whose joined texts and copied parts are counted."""

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.measured(")
        super().visit_Getitem(node, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.joined((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("), context.eval_ctx.autoescape)")


class _TextTemplate(Template):
    """A template that somebody wrote into a record; what it includes is counted with it."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        with bounded():
            return super().render(*args, **kwargs)


class _Loop:
    """What a loop runs over, each turn counted."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        budget = active_budget()
        return iter(self._values) if budget is None else budget.counted(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Formatter(SandboxedFormatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        return _counted_field(super().format_field, value, format_spec)


class _EscapeFormatter(SandboxedEscapeFormatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        return _counted_field(super().format_field, value, format_spec)


def _counted_field(format_field: Callable[[Any, str], Any], value: Any, format_spec: str) -> Any:
    budget = active_budget()
    if budget is not None:
        budget.width(format_spec)
        budget.argument(value)
    text = format_field(value, format_spec)
    return budget.measured(text) if budget is not None else text


class TemplateSandbox(SandboxedEnvironment):
    """Jinja's sandbox, with a budget for texts; with ``autoescape`` for pages, without for plain text.

    The files of apps are code, as the functions are that they call: nothing of them is counted.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset(("*", "**", "+", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=_counted_output, **options)
        self.of_texts: TemplateSandbox | None = None
        """In its place, where a template is given as text and not as a file of an app."""
        del self.globals["lipsum"]
        self.filters[_LOOP] = pass_context(lambda context, values: _Loop(values))

    def guard_filters(self) -> None:
        """Count what all filters do. Call it once they are all there."""
        for name, function in self.filters.items():
            if name != _LOOP:
                self.filters[name] = _guarded(name, function)

    def for_texts(self, names: dict[str, Any]) -> "TemplateSandbox":
        """The same for templates that somebody wrote into a record: counted, and with other names."""
        made = self.overlay()
        made.globals = names
        made.template_class = _TextTemplate
        return made

    def from_string(self, source: str | nodes.Template, *args: Any, **kwargs: Any) -> Template:
        if self.of_texts is not None:
            return self.of_texts.from_string(source, *args, **kwargs)
        return super().from_string(source, *args, **kwargs)

    def _parse(self, *args: Any) -> nodes.Template:
        tree = super()._parse(*args)
        for loop in tree.find_all(nodes.For):
            counted = nodes.Filter(loop.iter, _LOOP, [], [], None, None, lineno=loop.lineno)
            loop.iter = counted.set_environment(self)
        return tree

    def compile(self, *args: Any, **kwargs: Any) -> Any:
        # Jinja works constants out while it compiles.
        if not has_context():
            return super().compile(*args, **kwargs)
        with bounded():
            return super().compile(*args, **kwargs)

    @staticmethod
    def concat(pieces: Any) -> str:
        budget = active_budget()
        if budget is None:
            return concat(pieces)
        return concat([budget.measured(piece) for piece in budget.counted(pieces)])

    @staticmethod
    def measured(value: Any) -> Any:
        budget = active_budget()
        return value if budget is None else budget.measured(value)

    @staticmethod
    def joined(parts: tuple[Any, ...], autoescape: bool) -> str:
        budget = active_budget()
        if budget is not None:
            for each in parts:
                budget.argument(each)
                budget.measured(each)
        return str_join(parts) if not autoescape else markup_join(parts)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        budget = active_budget()
        if budget is not None:
            budget.binary(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        budget = active_budget()
        given = args if budget is None else budget.call(__obj, args, kwargs)
        result = super().call(__context, __obj, *given, **kwargs)
        if budget is not None:
            budget.measured(result)
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, BaseDocument) and given and __context.eval_ctx.autoescape:
            return _of_document(owner, __obj.__name__, str(given[0]), result)
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._taken(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._taken(obj, argument, super().getitem(obj, argument))

    def _taken(self, obj: Any, fieldname: Any, value: Any) -> Any:
        if type(value) is str and self.autoescape and isinstance(obj, BaseDocument):
            return _field_value(obj, fieldname, value)
        return value

    def wrap_str_format(self, value: Any) -> Any:
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None
        text = value.__self__
        is_markup = isinstance(text, Markup)
        formatter = _EscapeFormatter(self, escape=text.escape) if is_markup else _Formatter(self)
        kind = type(text)

        @wraps(value)
        def format_text(*args: Any, **kwargs: Any) -> Any:
            if value.__name__ == "format_map":
                return kind(formatter.vformat(text, (), *args))
            return kind(formatter.vformat(text, args, kwargs))

        return format_text

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, MethodType) and obj.__name__ in _WRITING_METHODS:
            return False
        return super().is_safe_callable(obj)


def _counted_output(value: Any) -> Any:
    """A value that is about to be written out."""
    budget = active_budget() if has_context() else None
    return value if budget is None else budget.argument(value)


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose values are counted before and after."""
    own = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        budget = active_budget()
        if budget is None:
            return function(*args, **kwargs)
        given = budget.call(function, args[own:], kwargs)
        _look_at(name, [*given, *kwargs.values()])
        return budget.measured(function(*args[:own], *given, **kwargs))

    return guarded


def _look_at(name: str, args: list[Any]) -> None:
    budget = active_budget()
    if budget is None or not args:
        return
    value, *others = args
    if name in _WIDE_FILTERS:
        lines = str(value).count("\n") if isinstance(value, str) else 0
        numbers = [each for each in others if isinstance(each, int)]
        budget.charge(max([*numbers, 0]) * (1 + lines))
    elif name in ("replace", "join") and isinstance(value, str | list | tuple):
        text = str(others[0]) if name == "join" and others else str(value)
        budget.text_method(text, name, others if name == "replace" else [value])
    elif name == "format":
        budget.printf(str(value), tuple(others))
    elif name == "sum" and any(isinstance(each, list | tuple) for each in others):
        # Each of the sums would be a copy of all lists before.
        stop()


def _field_value(doc: BaseDocument, fieldname: Any, value: str) -> str:
    df = doc.meta.get_field(str(fieldname))
    return Markup(sanitize_html(value)) if df is not None and is_rich_text(df) else value


def _of_document(doc: BaseDocument, method: str, fieldname: str, result: Any) -> Any:
    if type(result) is not str:
        return result
    if method == "get_formatted":
        df = doc.meta.get_field(fieldname)
        return result if df is None else format_html(doc.get(fieldname), df, doc)
    return _field_value(doc, fieldname, result) if method == "get" else result
