"""A saved filter as conditions of the list of cases here: the same, or nothing.

The plan of the cases decides, together with the cases of the source. Where several values became one, a filter
for only some of them has no counterpart here.
"""

from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _

from cfm_app.base.fields import field_of
from cfm_app.exchange import headers
from cfm_app.exchange.headers import PERSON_FIELDS, fold
from cfm_app.exchange.mapping import CATEGORY, Translator
from cfm_app.exchange.migration import field_names, records, saved_searches, translate
from cfm_app.exchange.migration.history import Users
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Source
from cfm_app.exchange.migration.saved_searches import (
    AFTER,
    BEFORE,
    CONTAINS,
    EMPTY,
    ENDS,
    FILLED,
    FROM,
    IS,
    IS_NOT,
    SPAN,
    SPANS,
    STARTS,
    UNTIL,
    Condition,
    NoCounterpart,
    Search,
    no_counterpart,
)
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sensitivity.strictest import of_key

CASE = "Case"
MOST_VALUES = 2_000
LISTS, DATES = ("Link", "Select", "Check"), ("Date", "Datetime")
TEXTS = ("Data", "Small Text", "Text", "Long Text")
# Wildcards where words are searched.
WILD = frozenset("%_\\")
LIKE = {STARTS: "{}%", ENDS: "%{}", CONTAINS: "%{}%"}
SIGNS = {BEFORE: "<", AFTER: ">", FROM: ">=", UNTIL: "<="}
MORNING, NIGHT = "00:00:00", "23:59:59"
Filter = list[Any]


class FilterTranslator:
    """The cases of a source as filters see them; read once, for the columns that filters use."""

    def __init__(
        self,
        source: Source,
        plan: Plan,
        users: Users,
        labels: dict[str, dict[str, str]],
        searches: Iterable[Search],
    ) -> None:
        self._plan, self._users, self._labels = plan, users, labels
        self._translator = Translator(plan.mapping)
        self._fed = {column: name for name, column in plan.columns.items()}
        # Values by column, as they are compared and as they are written there.
        self._seen: dict[str, dict[str, str]] = {}
        asked = {each.field for search in searches for each in search.conditions}
        self._look(source, asked)

    def _look(self, source: Source, columns: set[str]) -> None:
        if not columns:
            return
        for each in source.records(records.CASES):
            if each.problem or records.is_deleted(each):
                continue
            row = translate.row_of(each, self._labels)
            for column in columns:
                seen = self._seen.setdefault(column, {})
                if len(seen) <= MOST_VALUES:
                    said = str(row.get(column) or "")
                    seen.setdefault(self._compared(column, said), said)

    def _compared(self, column: str, said: str) -> str:
        return fold(field_names.key_of(column, said, self._labels)).replace("_", " ")

    def filters(self, search: Search) -> list[Filter]:
        """The conditions of the list here. Raises NoCounterpart where they would not be the same."""
        words = (search.name, *(said for each in search.conditions for said in each.values))
        if any(of_key(each) for each in words):
            raise _restricted()
        return [made for each in search.conditions for made in self._condition(each)]

    def _condition(self, asked: Condition) -> list[Filter]:
        if asked.field == "status":
            return self._among(asked, "workflow_state", self._plan.states.get)
        if asked.field == "created_by":
            return self._of_users(asked)
        if asked.field == "name":
            return _of_subject(asked, self._fed.get(translate.WORDS))
        name = self._fed.get(asked.field, "")
        if asked.field == "case_number" and "source_id" not in self._plan.columns:
            name = "source_id"
        if not name or name in PERSON_FIELDS or name == "sensitivity":
            raise NoCounterpart(
                _("{0} did not become a field of the cases.").format(headers.as_words(asked.field))
            )
        return self._of_field(asked, name)

    def _of_field(self, asked: Condition, name: str) -> list[Filter]:
        df = field_of(CASE, name)
        if df.permlevel or (asked.test in (IS_NOT, EMPTY, FILLED) and name in particulars.fields()):
            # Restricted cases show less in the list: there the opposite of a value is not known.
            raise no_counterpart(asked.field)
        if df.fieldtype in DATES:
            return _of_moment(asked, name, df.fieldtype)
        if df.fieldtype in LISTS:
            return self._among(asked, name, lambda said: self._value(asked.field, name, said))
        if df.fieldtype in TEXTS:
            return _of_text(asked, name)
        raise no_counterpart(asked.field)

    def _value(self, column: str, name: str, said: str) -> str | None:
        found = self._translator.translate({column: said})
        value = found.values.get(name)
        return None if value in (None, "") else str(value)

    def _of_users(self, asked: Condition) -> list[Filter]:
        """Who recorded a case: only if each recorder that the filter names has a user here."""
        seen = self._seen.get(asked.field, {}).values()
        if any(not self._users.user(each) for each in seen):
            raise NoCounterpart(_("Not everybody who recorded cases there has a user here."))
        found = self._among(asked, "owner", self._users.user)
        if frappe.session.user in found[0][-1]:
            # They also own the restricted cases, whoever recorded them there.
            raise no_counterpart(asked.field)
        return found

    def _among(
        self, asked: Condition, name: str, meant: Callable[[str], str | None]
    ) -> list[Filter]:
        """A list of values: the filter has to name all values that became one of them."""
        seen = self._seen.get(asked.field, {})
        if len(seen) > MOST_VALUES or asked.test not in (IS, IS_NOT, *LIKE):
            raise no_counterpart(asked.field)
        chosen = self._chosen(asked, seen)
        told = {key: meant(seen.get(key, said)) for key, said in chosen.items()}
        here = {value for value in told.values() if value}
        if name == CATEGORY and any(map(_is_restricted, here)):
            raise _restricted()
        # A value without cases needs no counterpart.
        if not here or any(key in seen and not value for key, value in told.items()):
            raise NoCounterpart(
                _("{0}: one of its values has no counterpart here.").format(
                    headers.as_words(asked.field)
                )
            )
        others = (said for key, said in seen.items() if key not in chosen)
        if any(meant(said) in here for said in others):
            raise NoCounterpart(
                _(
                    "{0}: several values there became one here, and the filter asks for some of them."
                ).format(headers.as_words(asked.field))
            )
        return [[CASE, name, "not in" if asked.test == IS_NOT else "in", sorted(here)]]

    def _chosen(self, asked: Condition, seen: dict[str, str]) -> dict[str, str]:
        given = {self._compared(asked.field, each): each for each in asked.values}
        if asked.test in (IS, IS_NOT):
            return given
        [part] = given
        tests = {STARTS: str.startswith, ENDS: str.endswith, CONTAINS: str.__contains__}
        found = {key: said for key, said in seen.items() if key and tests[asked.test](key, part)}
        if part in found and len(found) > 1:
            # A value of a list, or the beginning of several: both are saved alike.
            raise no_counterpart(asked.field)
        return found or given


def _is_restricted(category: str) -> bool:
    return clearance.is_restricted(classification.class_of_category(category))


def _restricted() -> NoCounterpart:
    return NoCounterpart(
        _("It asks for what is restricted here. Whoever is entrusted finds it in their list.")
    )


def _of_subject(asked: Condition, name: str | None) -> list[Filter]:
    """Subject and description became one text, which begins with the subject."""
    if name != "description" or asked.test != STARTS:
        raise NoCounterpart(
            _("Subject and description became one text: only its beginning can be asked for.")
        )
    return _of_text(asked, name)


def _of_text(asked: Condition, name: str) -> list[Filter]:
    if asked.test in (EMPTY, FILLED):
        return [[CASE, name, "is", "set" if asked.test == FILLED else "not set"]]
    if asked.test in (IS, IS_NOT):
        return [[CASE, name, "in" if asked.test == IS else "not in", sorted(asked.values)]]
    if asked.test not in LIKE or len(asked.values) != 1 or WILD & set(asked.values[0]):
        raise no_counterpart(asked.field)
    return [[CASE, name, "like", LIKE[asked.test].format(asked.values[0])]]


def _of_moment(asked: Condition, name: str, kind: str) -> list[Filter]:
    """Days become the moments of their first and their last second."""
    if asked.test == SPAN:
        return [[CASE, name, "Timespan", SPANS[asked.values[0]]]]
    tests = (FROM, UNTIL) if asked.test == IS else (asked.test,)
    if len(asked.values) != 1 or not all(each in SIGNS for each in tests):
        raise no_counterpart(asked.field)
    try:
        found = saved_searches.day(asked.values[0])
    except ValueError:
        raise no_counterpart(asked.field) from None
    ends = {each: NIGHT if each in (AFTER, UNTIL) else MORNING for each in tests}
    return [
        [CASE, name, SIGNS[each], found if kind == "Date" else f"{found} {ends[each]}"]
        for each in tests
    ]


def as_stored(filters: list[Filter]) -> str:
    """The text in which lists store their conditions."""
    return str(frappe.as_json(filters, indent=None))
