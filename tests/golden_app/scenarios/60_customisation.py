"""What a manager changes in the admin screens: fields, labels, rights, states, and a case that obeys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.golden_app.words import (
    ROLES,
    a_case,
    act,
    actions,
    address,
    change,
    listed,
    mail,
    new,
    read,
    stand,
)
from tests.golden_http.harness import Step, ask, call, delete, get, post, put

TOPIC = "customisation of the case: fields, properties, rights, a state of one's own"
PM = "frappe.core.page.permission_manager.permission_manager."
OWN = {
    "name": "data.name",
    "shop": "data.shop_name",
    "cost": "data.loss_amount",
    "said": "data.description",
}


def steps() -> Iterator[Step]:
    yield from _fields()
    yield from _properties()
    yield from _levels()
    yield from _rights()
    yield from _a_state_of_ones_own()
    yield from _print_format()


def _field(name: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
    label = name.replace("_", " ").title()
    return {
        "dt": "Case",
        "fieldname": name,
        "label": label,
        "fieldtype": fieldtype,
        "insert_after": "description",
        **more,
    }


def _fields() -> Iterator[Step]:
    pick = {"name": "data.name", "field": "data.fieldname", "type": "data.fieldtype"}
    for user in ("operator", "manager", "dataprotection", "none"):
        yield new(
            f"a field by {user}",
            user,
            "Custom Field",
            values=_field("not_mine"),
            keep="pick",
            pick=pick,
        )
    for label, values in {
        "a text": _field("shop_name", in_list_view=1),
        "an amount": _field("loss_amount", "Currency", insert_after="shop_name"),
        "a link": _field(
            "second_partner", "Link", options="CFM Partner", insert_after="loss_amount"
        ),
        "a choice": _field(
            "mood", "Select", options="\nCalm\nAngry", insert_after="second_partner"
        ),
        "a field that is there": _field("description"),
        "a field of this name again": _field("shop_name"),
        "an unknown type": _field("odd", "Nonsense"),
        "a field on an unknown type": {**_field("stray"), "dt": "Nowhere"},
    }.items():
        yield new(
            f"the manager adds {label}",
            "chief",
            "Custom Field",
            values=values,
            keep="pick",
            pick=pick,
        )
    told = {
        "description": "x",
        "shop_name": "Boutique de Bol",
        "loss_amount": 1500.5,
        "second_partner": "UNICEF",
        "mood": "Angry",
    }
    yield new("a case with them", "operator", "Case", "custom", values=told)
    yield read("and read again", "aap", "Case", "custom")
    for label, values in {
        "an unknown choice": {"mood": "Sad"},
        "an unknown partner": {"second_partner": "Nowhere"},
        "an amount that is none": {"loss_amount": "much"},
        "an empty value": {"shop_name": ""},
        "a new value": {"shop_name": "Boutique de Mao"},
    }.items():
        yield change(
            f"changed to {label}", "operator", "Case", "custom", values, keep="pick", pick=OWN
        )
    yield listed(
        "listed and filtered by it",
        "aap",
        "Case",
        [["shop_name", "like", "Boutique%"]],
        ["name", "shop_name", "loss_amount"],
    )
    form = {"doctype": "Case"}
    yield ask(
        "the form has it",
        "operator",
        "frappe.desk.form.load.getdoctype",
        form,
        keep="pick",
        pick={"fields": "docs.0.fields.*.fieldname", "labels": "docs.0.fields.*.label"},
    )


def _property(field: str, prop: str, value: Any, kind: str = "Data") -> dict[str, Any]:
    return {
        "doctype_or_field": "DocField",
        "doc_type": "Case",
        "field_name": field,
        "property": prop,
        "value": value,
        "property_type": kind,
    }


def _properties() -> Iterator[Step]:
    pick = {"property": "data.property", "value": "data.value"}
    yield new(
        "a property by the operator",
        "operator",
        "Property Setter",
        values=_property("sex", "reqd", "1", "Check"),
        keep="pick",
        pick=pick,
    )
    for prop in (
        ("sex", "label", "Gender"),
        ("sex", "reqd", "1", "Check"),
        ("satisfaction_comment", "hidden", "1", "Check"),
        ("age_group", "mandatory_depends_on", "eval:doc.sex=='Female'"),
        ("shop_name", "default", "Marché"),
    ):
        yield new(
            f"{prop[0]}: {prop[1]}",
            "chief",
            "Property Setter",
            values=_property(*prop),
            keep="pick",
            pick=pick,
        )
    yield new("a case without what is asked now", "operator", "Case", values={"description": "x"})
    yield new(
        "with it",
        "operator",
        "Case",
        "asked",
        values={"description": "x", "sex": "Male"},
        keep="pick",
        pick={"sex": "data.sex", "shop": "data.shop_name"},
    )
    yield new(
        "without what follows from it",
        "operator",
        "Case",
        values={"description": "x", "sex": "Female"},
        keep="pick",
        pick={"sex": "data.sex", "age": "data.age_group"},
    )
    yield change("emptied", "operator", "Case", "asked", {"sex": ""})
    fields = {
        "labels": "docs.0.fields.*.label",
        "asked": "docs.0.fields.*.reqd",
        "hidden": "docs.0.fields.*.hidden",
    }
    yield ask(
        "the form says so",
        "operator",
        "frappe.desk.form.load.getdoctype",
        {"doctype": "Case"},
        keep="pick",
        pick=fields,
    )
    names = {"filters": {"doc_type": "Case", "property": "reqd"}, "fields": ["name"]}
    yield get(
        "what was set", "chief", address("Property Setter"), names, take={"setter": "data.0.name"}
    )
    yield delete("and is taken back", "chief", address("Property Setter", "{$setter}"))
    yield new(
        "no longer asked",
        "operator",
        "Case",
        values={"description": "x"},
        keep="pick",
        pick={"sex": "data.sex", "shop": "data.shop_name"},
    )
    customize = {
        "method": "fetch_to_customize",
        "docs": '{"doctype": "Customize Form", "doc_type": "Case"}',
    }
    for user in ("chief", "manager", "operator"):
        yield call(
            f"customise form by {user}",
            user,
            "run_doc_method",
            customize,
            keep="pick",
            pick={"type": "docs.0.doc_type", "fields": "docs.0.fields.*.fieldname"},
        )


def _levels() -> Iterator[Step]:
    """A field above the usual level, for one role alone."""
    yield put(
        "the amount goes to level 1",
        "chief",
        address("Custom Field", "Case-loss_amount"),
        {"permlevel": 1},
        keep="pick",
        pick={"level": "data.permlevel"},
    )
    row = {"parent": "Case", "role": "CFM Manager", "permlevel": 1}
    yield call("a right on level 1", "chief", PM + "add", row)
    for ptype in ("read", "write", "import"):
        yield call(
            f"{ptype} on level 1",
            "chief",
            PM + "update",
            {"doctype": "Case", "role": "CFM Manager", "permlevel": 1, "ptype": ptype, "value": 1},
        )
    for user in ("operator", "manager", "aap"):
        yield read(f"the amount as read by {user}", user, "Case", "custom", keep="pick", pick=OWN)
        yield change(
            f"the amount as written by {user}",
            user,
            "Case",
            "custom",
            {"loss_amount": 7, "description": f"by {user}"},
            keep="pick",
            pick=OWN,
        )
        yield listed(
            f"the amount as listed for {user}",
            user,
            "Case",
            {"name": "{$custom}"},
            ["name", "loss_amount"],
        )
        yield listed(
            f"filtered by the amount for {user}", user, "Case", [["loss_amount", ">", 1]], ["name"]
        )
    yield read("the amount after all", "manager", "Case", "custom", keep="pick", pick=OWN)


def _rights() -> Iterator[Step]:
    """Rights that the manager gives and takes, tried by HTTP."""
    pick = {
        "message": [
            "role",
            "permlevel",
            "if_owner",
            "read",
            "write",
            "create",
            "delete",
            "report",
            "export",
            "print",
        ]
    }
    for user in ("operator", "manager", "none"):
        yield call(
            f"rights of the case as read by {user}",
            user,
            PM + "get_permissions",
            {"doctype": "Case"},
            keep="rows",
            pick=pick,
        )
    yield call(
        "rights of the case",
        "chief",
        PM + "get_permissions",
        {"doctype": "Case"},
        keep="rows",
        pick=pick,
    )
    what = {"doctype": "Case", "role": "CFM AAP Focal Point", "permlevel": 0}
    yield change("before: written", "aap", "Case", "custom", {"description": "by aap"})
    yield call("write is given", "chief", PM + "update", {**what, "ptype": "write", "value": 1})
    yield change(
        "after: written, against the workflow", "aap", "Case", "custom", {"description": "by aap"}
    )
    yield call("read is taken", "chief", PM + "update", {**what, "ptype": "read", "value": 0})
    yield read("after: read", "aap", "Case", "custom")
    yield listed("after: listed", "aap", "Case", {"name": "{$custom}"})
    for ptype in ("import", "delete", "submit", "nonsense"):
        yield call(
            f"{ptype} is given", "chief", PM + "update", {**what, "ptype": ptype, "value": 1}
        )
    yield call("reset by the operator", "operator", PM + "reset", {"doctype": "Case"})
    yield call("reset", "chief", PM + "reset", {"doctype": "Case"})
    yield read("as shipped: read", "aap", "Case", "custom", keep="pick", pick=OWN)
    yield call(
        "only his own cases",
        "chief",
        PM + "update",
        {
            "doctype": "Case",
            "role": "CFM Operator",
            "permlevel": 0,
            "ptype": "if_owner",
            "value": 1,
        },
    )
    for user in ("operator", "operator2"):
        yield read(f"only his own: read by {user}", user, "Case", "custom", keep="pick", pick=OWN)
        yield listed(f"only his own: listed for {user}", user, "Case", {"name": "{$custom}"})
        yield change(
            f"only his own: written by {user}",
            user,
            "Case",
            "custom",
            {"description": f"by {user}"},
            keep="pick",
            pick=OWN,
        )
    yield read("the amount has stayed", "Administrator", "Case", "custom", keep="pick", pick=OWN)
    yield call("reset again", "chief", PM + "reset", {"doctype": "Case"})
    yield call(
        "a permission on what no role has",
        "chief",
        PM + "add",
        {"parent": "Sensitive Report", "role": "CFM Analyst", "permlevel": 0},
    )
    yield listed("opens no restricted case", "analyst", "Sensitive Report", {})
    yield call("reset of the report", "chief", PM + "reset", {"doctype": "Sensitive Report"})


def _workflow(var: dict[str, Any]) -> dict[str, Any]:
    """The workflow as it is, with a check of the facts before a case is resolved."""
    states = [
        *var["states"],
        {
            "state": "Checked by Gold",
            "doc_status": "0",
            "allow_edit": "CFM Operator",
            "update_field": "information_given",
            "update_value": "checked",
        },
    ]
    more = [
        {
            "state": "In Progress",
            "action": "Check by Gold",
            "next_state": "Checked by Gold",
            "allowed": "CFM AAP Focal Point",
            "allow_self_approval": 1,
            "condition": "doc.priority == 'Haute'",
        },
        {
            "state": "In Progress",
            "action": "Check by Gold",
            "next_state": "Checked by Gold",
            "allowed": "CFM Manager",
            "allow_self_approval": 0,
            "condition": "",
        },
        {
            "state": "Checked by Gold",
            "action": "Resolve",
            "next_state": "Resolved",
            "allowed": "CFM Operator",
            "allow_self_approval": 0,
        },
    ]
    return {"states": states, "transitions": [*var["transitions"], *more]}


def _a_state_of_ones_own() -> Iterator[Step]:
    yield post(
        "a state",
        "chief",
        address("Workflow State"),
        {"workflow_state_name": "Checked by Gold"},
        keep="pick",
        pick={"name": "data.name"},
    )
    yield post(
        "an action",
        "chief",
        address("Workflow Action Master"),
        {"workflow_action_name": "Check by Gold"},
        keep="pick",
        pick={"name": "data.name"},
    )
    path = address("Workflow", "CFM Case")
    yield get(
        "the workflow",
        "chief",
        path,
        take={"states": "data.states", "transitions": "data.transitions"},
        keep="pick",
        pick={"states": "data.states.*.state"},
    )
    for user in ("operator", "manager"):
        yield put(
            f"changed by {user}",
            user,
            path,
            _workflow,
            keep="pick",
            pick={"states": "data.states.*.state"},
        )
    yield put(
        "a transition from nowhere",
        "chief",
        path,
        _broken,
        keep="pick",
        pick={"states": "data.states.*.state"},
    )
    yield put(
        "changed", "chief", path, _workflow, keep="pick", pick={"states": "data.states.*.state"}
    )
    for case, priority in (("high", "Haute"), ("usual", "Normale")):
        yield a_case(case, priority=priority, sex="Male")
        for action in ("Register", "Start Work"):
            yield act(f"{case}: {action}", "operator", "Case", case, action, quiet=True)
        for user in ROLES:
            yield actions(f"{case}: offered to {user}", user, "Case", case)
        for user in ("operator", "aap"):
            yield act(f"{case}: checked by {user}", user, "Case", case, "Check by Gold")
            pick = stand("data")
            yield change(
                f"{case}: checked by a plain save of {user}",
                user,
                "Case",
                case,
                {"workflow_state": "Checked by Gold"},
                keep="pick",
                pick=pick,
            )
    yield act("usual: checked by the manager", "manager", "Case", "usual", "Check by Gold")
    for case in ("high", "usual"):
        yield read(
            f"{case}: where it stands",
            "operator",
            "Case",
            case,
            keep="pick",
            pick={**stand("data"), "set": "data.information_given"},
        )
        words = {"resolution": "Complément livré"}
        yield change(f"{case}: words", "operator", "Case", case, words, quiet=True)
        yield act(f"{case}: resolved by its recorder", "operator", "Case", case, "Resolve")
        yield act(f"{case}: resolved by another", "operator2", "Case", case, "Resolve")
    phases = {"doctype": "CFM Settings", "name": "CFM Settings"}
    yield call(
        "the settings",
        "chief",
        "frappe.client.get",
        phases,
        keep="pick",
        pick={"states": "message.case_phases.*.workflow_state"},
        take={"phases": "message.case_phases"},
    )
    for user in ("operator", "chief"):
        yield put(
            f"the state means a pause, by {user}",
            user,
            address("CFM Settings", "CFM Settings"),
            _paused,
            keep="pick",
            pick={"phases": "data.case_phases.*.phase"},
        )
    yield a_case("paused", "manager", sex="Male")
    for action in ("Register", "Start Work"):
        yield act(f"paused: {action}", "operator", "Case", "paused", action, quiet=True)
    yield act("it pauses", "chief", "Case", "paused", "Check by Gold")
    yield put(
        "the state is still used",
        "chief",
        path,
        _as_before,
        keep="pick",
        pick={"states": "data.states.*.state"},
    )
    yield actions("nothing leads on from a state that is gone", "operator", "Case", "paused")
    yield delete(
        "the state is deleted while cases are in it",
        "chief",
        address("Workflow State", "Checked by Gold"),
    )


def _broken(var: dict[str, Any]) -> dict[str, Any]:
    row = {
        "state": "Nowhere",
        "action": "Resolve",
        "next_state": "Resolved",
        "allowed": "CFM Operator",
    }
    return {"transitions": [*var["transitions"], row]}


def _paused(var: dict[str, Any]) -> dict[str, Any]:
    return {
        "case_phases": [*var["phases"], {"workflow_state": "Checked by Gold", "phase": "Paused"}]
    }


def _as_before(var: dict[str, Any]) -> dict[str, Any]:
    return {"states": var["states"], "transitions": var["transitions"]}


def _print_format() -> Iterator[Step]:
    html = "<div>GOLD {{ doc.name }} {{ doc.shop_name }} {{ _('Category') }} {{ doc.loss_amount }}</div>"
    own = {
        "name": "Gold slip",
        "doc_type": "Case",
        "print_format_type": "Jinja",
        "custom_format": 1,
        "standard": "No",
        "html": html,
    }
    for user in ("operator", "manager", "chief"):
        yield new(
            f"a print format by {user}",
            user,
            "Print Format",
            values=own,
            keep="pick",
            pick={"name": "data.name"},
        )
    for user in ("operator", "manager", "aap", "analyst", "focal"):
        query = {"doctype": "Case", "name": "{$custom}", "format": "Gold slip", "no_letterhead": 1}
        yield get(
            f"printed by {user}",
            user,
            "/printview",
            query,
            headers={"Accept": "text/html"},
            keep="has",
            has=["GOLD", "Boutique de Mao", "Category"],
        )
    report = {
        "doctype": "Report",
        "report_name": "Gold cases",
        "ref_doctype": "Case",
        "report_type": "Report Builder",
        "is_standard": "No",
        "json": '{"fields": [["name", "Case"], ["shop_name", "Case"]], "filters": []}',
    }
    for user in ("operator", "manager", "analyst", "chief"):
        yield new(
            f"a report by {user}",
            user,
            "Report",
            values={**report, "report_name": f"Gold cases of {user}"},
            keep="pick",
            pick={"name": "data.name", "type": "data.report_type"},
        )
    yield new(
        "an owner of the report",
        "chief",
        "ToDo",
        values={"description": "Rapport", "allocated_to": mail("analyst")},
        keep="pick",
        pick={"to": "data.allocated_to"},
    )
