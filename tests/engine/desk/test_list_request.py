"""Addresses of lists as requests, and what is left out of them."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.meta.docfield import as_docfield
from frappe_embedded.kernel.meta.meta import Meta
from frappe_embedded.web.desk import list_request
from frappe_embedded.web.desk.list_request import as_lists, read_request


@pytest.fixture
def meta(standin: Context, monkeypatch: pytest.MonkeyPatch) -> Meta:
    standin.session.user = "Administrator"
    monkeypatch.setattr(list_request, "only_selects", lambda meta: False)
    fields = [
        {"fieldname": "kind", "fieldtype": "Select", "in_standard_filter": 1},
        {"fieldname": "weight", "fieldtype": "Float"},
        {"fieldname": "note", "fieldtype": "Text"},
    ]
    values = {"name": "Parcel", "search_fields": "kind, weight", "sort_field": "weight desc"}
    return Meta(values, map(as_docfield, fields))


def request_of(meta: Meta, **query: str) -> Any:
    return read_request(meta, query)


def filters_of(meta: Meta, **query: str) -> list[list[Any]]:
    return as_lists(request_of(meta, **query).filters)


def test_standard_filters_and_other_fields_become_conditions(meta: Meta) -> None:
    request = request_of(meta, kind="Plain", weight="3")
    assert request.quick == {"kind": "Plain"}
    assert as_lists(request.filters) == [["kind", "=", "Plain"], ["weight", "=", "3"]]


def test_filters_come_with_or_without_the_doctype(meta: Meta) -> None:
    filters = filters_of(meta, filters='[["Parcel","weight",">",2],["note","is","set"]]')
    assert filters == [["weight", ">", 2], ["note", "is", "set"]]


def test_operators_are_known_however_they_are_spelt(meta: Meta) -> None:
    filters = filters_of(meta, filters='[["weight","Between",[1,2]]]', note='["Not Like","x"]')
    assert filters == [["note", "not like", "x"], ["weight", "between", [1, 2]]]


@pytest.mark.parametrize(
    "filters",
    ["nonsense", "{}", "7", '[["secret","=",1]]', '[["kind","sounds like","x"]]', "[[1]]"],
)
def test_what_makes_no_sense_is_left_out(meta: Meta, filters: str) -> None:
    assert filters_of(meta, filters=filters) == []


def test_words_are_looked_for_in_text_only(meta: Meta) -> None:
    assert as_lists(request_of(meta, q=" box ").or_filters) == [
        ["name", "like", "%box%"],
        ["kind", "like", "%box%"],
    ]


def test_only_known_columns_sort(meta: Meta) -> None:
    assert request_of(meta, order_by="kind asc").order_by == "`tabParcel`.`kind` asc"
    assert request_of(meta, order_by="(select 1) asc").order_by == "`tabParcel`.`weight` desc"


def test_pages_have_one_of_two_sizes(meta: Meta) -> None:
    assert [request_of(meta, size=size).size for size in ("100", "5", "")] == [100, 20, 20]
    assert request_of(meta, start="-4").start == 0


def test_the_address_leads_back_to_the_same_request(meta: Meta) -> None:
    request = request_of(meta, kind="Plain", filters='[["weight",">",2]]', q="box", size="100")
    again = read_request(meta, {key: str(value) for key, value in request.query().items() if value})
    assert again == request
