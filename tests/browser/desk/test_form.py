"""Forms: writing by keyboard, errors, links, tables, steps, and two people at one document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..interception import intercept
from . import sample

UNTIL_KEPT = """() => new Promise((resolve) => {
    const look = () => Object.keys(sessionStorage).some((key) => key.startsWith('draft:'))
        ? resolve() : requestAnimationFrame(look);
    look();
})"""

expect = pytest.importorskip("playwright.sync_api").expect


def new_parcel(page: Any, subject: str) -> str:
    """Make a parcel over the form; gives its name."""
    page.goto("/app/parcel/new")
    page.get_by_label("Subject").fill(subject)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    return str(page.locator(".doc-name").inner_text())


def test_a_document_is_written_by_keyboard_alone(open_page: Any, server: Any) -> None:
    page = open_page(path="/app/parcel")
    page.keyboard.press("n")
    expect(page.get_by_label("Subject")).to_be_focused()
    page.keyboard.type("Tent poles")
    page.keyboard.press("Tab")
    page.keyboard.type("mon")
    expect(page.get_by_role("option", name="Mongo")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=region] .static")).to_have_text("South")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tent poles")
    assert server.read("select town, region from tabParcel where subject = 'Tent poles'") == [
        ("Mongo", "South")
    ]


def test_enter_takes_a_choice_and_leaves_the_list_closed(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    town = page.get_by_label("Town", exact=True)
    town.fill("mon")
    expect(page.get_by_role("option", name="Mongo")).to_be_visible()
    searches: list[str] = []
    page.on("request", lambda request: searches.append(request.url))
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=region] .static")).to_have_text("South")
    assert [each for each in searches if "search_link" in each] == []
    expect(page.locator("[data-field=town] [role=listbox]")).to_be_hidden()


def test_what_is_missing_is_said_at_the_field_and_summed_up(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    page.get_by_label("Kind").select_option("Fragile")
    page.get_by_label("Weight").fill("12")
    page.keyboard.press("Control+s")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("2 things")
    expect(page.locator("[data-field=subject] .field-error")).to_have_text("Subject is missing")
    expect(page.get_by_label("Subject")).to_be_focused()
    alert.get_by_role("link", name="Care is missing").click()
    expect(page.get_by_label("Care")).to_be_focused()
    expect(page.get_by_label("Weight")).to_have_value("12")


def test_an_error_of_the_server_stands_beside_its_field_and_nothing_is_lost(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    page.get_by_label("Subject").fill("Light parcel")
    page.get_by_label("Weight").fill("-4")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-field=weight] .field-error")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Light parcel")


def test_a_draft_comes_back_after_the_page_was_closed(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Subject").fill("Half written")
    page.evaluate(UNTIL_KEPT)
    page.reload()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Subject")).to_have_value("Half written")


def test_fields_come_and_go_with_others(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    expect(page.get_by_label("Care")).to_be_hidden()
    page.get_by_label("Kind").select_option("Fragile")
    expect(page.get_by_label("Care")).to_be_visible()


def test_rows_are_added_by_enter_and_one_is_taken_back(open_page: Any, server: Any) -> None:
    page = open_page(path="/app/parcel/new")
    page.get_by_label("Subject").fill("With rows")
    page.get_by_role("button", name="Add row").click()
    page.keyboard.type("Rope")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.type("Nails")
    page.get_by_role("button", name="Open row 0").nth(1).click()
    page.get_by_role("dialog").get_by_label("Remark").fill("rusty")
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("With rows")
    found = (
        "select i.item, i.amount, i.remark from `tabParcel Item` i"
        " join tabParcel p on p.name = i.parent where p.subject = 'With rows' order by i.idx"
    )
    assert server.read(found) == [("Rope", 3, None), ("Nails", 0, "rusty")]
    page.get_by_role("button", name="Remove row 1").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".grid-row")).to_have_count(2)
    page.get_by_role("button", name="Remove row 2").click()
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()
    assert server.read(found) == [("Rope", 3, None)]


def test_a_step_of_the_workflow_locks_the_form(open_page: Any) -> None:
    page = open_page()
    new_parcel(page, "Ready to go")
    page.locator("#steps > summary").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".form-title .pill").first).to_have_text("On the way")
    expect(page.get_by_text("only Chief may change this entry")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.locator(".timeline")).to_contain_text("took it to")


def test_two_people_at_one_document_choose_between_their_values(
    open_page: Any, server: Any
) -> None:
    first = open_page()
    name = new_parcel(first, "Contested")
    second = open_page(sample.CHIEF, f"/app/parcel/{name}")
    second.get_by_label("Weight").fill("7")
    second.get_by_label("Kind").select_option("Fragile")
    second.keyboard.press("Control+s")
    expect(second.locator("#unsaved")).to_be_hidden()
    expect(second.locator(".timeline")).to_contain_text("changed")
    first.get_by_label("Weight").fill("9")
    first.get_by_label("Subject").fill("Contested by Clara")
    first.keyboard.press("Control+s")
    dialog = first.get_by_role("dialog")
    expect(dialog).to_contain_text("Weight")
    dialog.get_by_role("radio", name="Stored by").check()
    dialog.get_by_role("button", name="Keep these and save").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Contested by Clara")
    stored = server.read("select subject, weight, kind from tabParcel where name = %s", name)
    assert stored == [("Contested by Clara", 7.0, "Fragile")]


def test_a_link_offers_its_second_line_and_clears(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new")
    town = page.get_by_label("Town", exact=True)
    town.fill("fay")
    expect(page.get_by_role("option", name="Faya")).to_contain_text("North")
    page.keyboard.press("Tab")
    expect(town).to_have_value("Faya")
    town.fill("nonsense")
    page.keyboard.press("Escape")
    page.get_by_label("Subject").focus()
    expect(town).to_have_value("nonsense")
    expect(page.locator("[data-field=town] .field-error")).to_contain_text("leads to no entry")
    town.fill("")
    page.get_by_label("Subject").focus()
    expect(page.locator("[data-field=town] .field-error")).to_have_count(0)
    expect(page.locator("[data-field=region] .static")).to_have_text("")


def test_what_is_typed_while_a_document_is_stored_stays(open_page: Any) -> None:
    page = open_page()
    new_parcel(page, "Slow line")
    held: list[Any] = []
    intercept(page, "**/app/parcel/PCL-*", lambda route: held.append(route))
    subject = page.get_by_label("Subject")
    subject.fill("Slow line, first part")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !!document.querySelector('.toast')")
    page.keyboard.type(" and the rest")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Slow line, first part")
    expect(subject).to_have_value("Slow line, first part and the rest")
    expect(subject).to_be_focused()
    expect(page.locator("#unsaved")).to_be_visible()


def test_what_is_typed_before_the_scripts_have_come_is_kept(open_page: Any) -> None:
    """On a slow line the form is seen, and written in, long before it works."""
    page = open_page(path="/app")
    waiting: list[Any] = []
    intercept(page, "**/js/desk.js", lambda route: waiting.append(route))
    with page.expect_request("**/js/desk.js"):
        page.goto("/app/parcel/new", wait_until="commit")
    page.locator("[data-field=subject] input").fill("Early")
    page.locator("[data-field=kind] select").select_option("Fragile")
    while not waiting:
        page.wait_for_timeout(20)
    for route in waiting:
        route.continue_()
    page.unroute("**/js/desk.js")
    page.wait_for_selector("#main[data-started]")
    expect(page.locator("[data-field=care]")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Early")


def test_a_draft_is_offered_beside_what_others_stored_meanwhile(
    open_page: Any, server: Any
) -> None:
    page = open_page()
    name = new_parcel(page, "Wells")
    other = open_page(path=f"/app/parcel/{name}")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Subject").fill("Wells and pumps")
    other.get_by_label("Weight").fill("7")
    other.keyboard.press("Control+s")
    expect(other.locator(".toast")).to_be_visible()
    page.reload()
    note = page.locator("#form-errors")
    expect(note).to_contain_text("others have changed the entry")
    expect(page.get_by_label("Subject")).to_have_value("Wells")
    note.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Subject")).to_have_value("Wells and pumps")
    expect(page.get_by_label("Weight")).to_have_value("7")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wells and pumps")
    assert server.read("select weight from tabParcel where name = %s", name) == [(7,)]


def test_a_comment_half_written_stays(open_page: Any) -> None:
    page = open_page()
    new_parcel(page, "Buckets")
    page.locator("#comment").fill("They were")
    page.reload()
    expect(page.locator("#comment")).to_have_value("They were")
    page.locator("#comment").fill("They were late.")
    page.locator("#comment-send").click()
    expect(page.locator(".event-comment")).to_contain_text("They were late.")
    expect(page.locator("#comment")).to_have_value("")
    page.reload()
    expect(page.locator("#comment")).to_have_value("")


@pytest.mark.parametrize("fault", ["no connection", "answer cut off"])
def test_without_an_answer_nothing_counts_as_stored(open_page: Any, fault: str) -> None:
    page = open_page()
    new_parcel(page, "Ropes")
    page.get_by_label("Subject").fill("Ropes and hooks")
    if fault == "no connection":
        page.context.set_offline(True)
    else:
        intercept(page, "**/api/**", lambda route: route.fulfill(status=200, body='{"data": {'))
    page.keyboard.press("Control+s")
    expect(page.locator("#main")).to_contain_text("The server cannot be reached")
    expect(page.get_by_label("Subject")).to_have_value("Ropes and hooks")
    expect(page.locator("#unsaved")).to_be_visible()
    page.context.set_offline(False)
    page.unroute("**/api/**")
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()


def test_a_page_goes_on_without_the_counts_of_its_header(open_page: Any) -> None:
    page = open_page()
    intercept(page, "**/app/page-counts", lambda route: route.fulfill(status=200, body=""))
    with page.expect_response("**/app/page-counts"):
        page.reload()
    expect(page.locator("#main[data-started]")).to_have_count(1)


def test_a_refusal_leads_to_the_field_that_it_speaks_of(open_page: Any) -> None:
    """A label that is an ordinary word begins sentences that speak of something else."""
    page = open_page()
    new_parcel(page, "Refused")
    words = ["Kind people look after it already.", "Write something else into Subject."]
    refused = {"_server_messages": json.dumps([json.dumps({"message": text}) for text in words])}
    intercept(
        page,
        "**/api/resource/Parcel/*",
        lambda route: route.fulfill(status=417, body=json.dumps(refused)),
    )
    page.get_by_label("Subject").fill("Refused again")
    page.keyboard.press("Control+s")
    lines = page.locator(".problem-list li")
    expect(lines).to_have_text(words)
    expect(lines.locator("a")).to_have_text([words[1]])
    expect(page.get_by_label("Subject")).to_be_focused()
