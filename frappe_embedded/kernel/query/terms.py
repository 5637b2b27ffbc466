"""Terms of ``frappe.qb``: PyPika's, except that every value ends up bound, not written."""

from typing import Any

from pypika import terms
from pypika.queries import Table
from pypika.utils import format_alias_sql, ignore_copy

from ..db.converters import adapt
from .conditions import Clause


class Value(terms.ValueWrapper):
    """A constant. It is written out only where a statement is shown and not run."""

    def get_sql(self, **kwargs: Any) -> str:  # type: ignore[override]
        parameter = kwargs.get("parameter")
        if parameter is None:
            sql = self.get_value_sql(**kwargs)
        else:
            parameter.update_parameters(param_key=None, value=adapt(self.value))
            sql = str(parameter.get_sql())
        return str(format_alias_sql(sql, self.alias, **_naming(kwargs)))

    def get_value_sql(self, **kwargs: Any) -> str:
        value = adapt(self.value)
        if isinstance(value, (int, float)):
            return str(value)
        escaped = str(value).replace("'", "''")
        return f"'{escaped}'"


def _naming(kwargs: dict[str, Any]) -> dict[str, Any]:
    keys = ("quote_char", "alias_quote_char", "as_keyword")
    return {key: kwargs[key] for key in keys if key in kwargs}


class _Constants:
    """Wraps constants of an expression in ``Value``."""

    @staticmethod
    def wrap_constant(val: Any, wrapper_cls: Any = None) -> Any:
        return terms.Term.wrap_constant(val, wrapper_cls or Value)


class Field(_Constants, terms.Field):
    """A column."""


class Case(_Constants, terms.Case):
    """``CASE WHEN … THEN … ELSE … END``."""


class Bound(_Constants):
    """Lets the arguments of a PyPika function be bound; goes before the function's class."""

    alias: str | None

    def get_sql(self, **kwargs: Any) -> str:
        with_alias = kwargs.pop("with_alias", False)
        kwargs.pop("subquery", None)
        sql: str = self.get_function_sql(**kwargs)  # type: ignore[attr-defined]
        return str(format_alias_sql(sql, self.alias, **_naming(kwargs))) if with_alias else sql


class Function(Bound, terms.Function):
    """Any SQL function by its name."""


class DocTypeTable(Table):
    """The table of a DocType; its attributes are the columns."""

    def field(self, name: str) -> Field:
        return Field(name, table=self)

    @ignore_copy
    def __getattr__(self, name: str) -> Field:
        return self.field(name)

    @ignore_copy
    def __getitem__(self, name: str) -> Field:
        return self.field(name)


def _written(clause: Clause, parameter: Any) -> str:
    """The SQL of a clause, whose values join those of the statement."""
    for value in clause.values if parameter is not None else ():
        parameter.update_parameters(param_key=None, value=value)
    return clause.sql


class RawTerm(terms.Term):
    """SQL that the engine has made, as a selected column."""

    def __init__(self, clause: Clause) -> None:
        super().__init__()
        self.clause = clause

    def get_sql(self, **kwargs: Any) -> str:
        return _written(self.clause, kwargs.get("parameter"))


class RawCriterion(terms.Criterion):
    """SQL that the engine has made, as a condition."""

    def __init__(self, clause: Clause) -> None:
        super().__init__()
        self.clause = clause

    def get_sql(self, **kwargs: Any) -> str:
        return f"({_written(self.clause, kwargs.get('parameter'))})"
