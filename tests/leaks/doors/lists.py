"""Doors behind which a list, a count or a search lies."""

from __future__ import annotations

from ..matrix import Door
from .kinds import CARRIERS, CHILDREN, OTHERS, PROTECTED, call, get, page, shows, slug

ALL = {"limit_page_length": 0}


def whole(doctype: str, column: str, seen: str = "") -> list[Door]:
    """Everything of a DocType, by every list there is."""
    resource = f"/api/resource/{doctype}"
    doors = [
        get(f"list {doctype}", resource, fields=["*"], order_by="creation desc", **ALL),
        get(f"v2 list {doctype}", f"/api/v2/document/{doctype}", fields=["*"], limit=100000),
        call(
            f"client.get_list {doctype}",
            "frappe.client.get_list",
            doctype=doctype,
            fields=["*"],
            order_by="modified desc",
            **ALL,
        ),
        call(
            f"reportview.get {doctype}",
            "frappe.desk.reportview.get",
            doctype=doctype,
            fields=[f"`tab{doctype}`.`name`", f"`tab{doctype}`.`{column}`"],
            filters=[],
            order_by=f"`tab{doctype}`.`creation` desc",
            start=0,
            page_length=100000,
        ),
    ]
    return [shows(door, seen) if seen else door for door in doors]


def asked(doctype: str, column: str) -> list[Door]:
    """Questions about a column that tell by how much they find."""
    resource = f"/api/resource/{doctype}"
    like = [[column, "like", "%{word}%"]]
    first = {column: ["like", "{word}%"]}
    own = [[doctype, column, "like", "%{word}%"]]
    return [
        get(f"filter like {doctype}", resource, filters=like, **ALL),
        get(f"or_filters {doctype}", resource, or_filters=like, **ALL),
        get(f"filter not like {doctype}", resource, filters=[[column, "=", "{word}name"]], **ALL),
        call(f"get_count {doctype}", "frappe.client.get_count", doctype=doctype, filters=first),
        get(f"v2 count {doctype}", f"/api/v2/doctype/{doctype}/count", filters=first),
        call(
            f"reportview.get_count {doctype}",
            "frappe.desk.reportview.get_count",
            doctype=doctype,
            filters=own,
            fields=[],
            distinct="false",
        ),
        call(
            f"client.get_value {doctype}",
            "frappe.client.get_value",
            doctype=doctype,
            fieldname="name",
            filters=first,
        ),
        get(
            f"aggregate {doctype}",
            resource,
            fields=[f"count(name) as n, max({column}) as m"],
            filters=like,
        ),
        get(
            f"group by {doctype}",
            resource,
            fields=[column, "count(name) as n"],
            group_by=column,
            order_by=f"{column} desc",
            filters=like,
            **ALL,
        ),
        call(
            f"search_link {doctype}",
            "frappe.desk.search.search_link",
            doctype=doctype,
            txt="{word}",
            page_length=50,
        ),
        call(
            f"search_widget {doctype}",
            "frappe.desk.search.search_widget",
            doctype=doctype,
            txt="{word}",
            searchfield=column,
            page_length=50,
        ),
        call(
            f"group_by_count {doctype}",
            "frappe.desk.listview.get_group_by_count",
            doctype=doctype,
            current_filters=like,
            field=column,
        ),
        call(
            f"get_stats {doctype}",
            "frappe.desk.reportview.get_sidebar_stats",
            doctype=doctype,
            stats=["_user_tags"],
            filters=own,
        ),
        call(
            f"export {doctype}",
            "frappe.desk.reportview.export_query",
            doctype=doctype,
            title=doctype,
            file_format_type="CSV",
            fields=[f"`tab{doctype}`.`name`", f"`tab{doctype}`.`{column}`"],
            filters=own,
            order_by=f"`tab{doctype}`.`name` asc",
            view="Report",
        ),
    ]


def _ordered(doctype: str, column: str) -> list[Door]:
    """The whole list in the order of a column, and the greatest value of it."""
    resource = f"/api/resource/{doctype}"
    return [
        get(f"order by {doctype}", resource, order_by=f"{column} desc", fields=["name"], **ALL),
        get(f"greatest {doctype}", resource, fields=[f"max({column}) as most"]),
        call(
            f"group_by_count all {doctype}",
            "frappe.desk.listview.get_group_by_count",
            doctype=doctype,
            current_filters=[],
            field=column,
        ),
        call(
            f"tags of {doctype}",
            "frappe.desk.reportview.get_sidebar_stats",
            doctype=doctype,
            stats=["_user_tags"],
            filters=[],
        ),
        page(f"desk list {doctype}", f"/app/{slug(doctype)}", txt="zq"),
        page(f"desk export {doctype}", f"/app/export/{slug(doctype)}", format="xlsx"),
    ]


def _rows(child: str, parent: str, column: str) -> list[Door]:
    """Rows of child tables, by their parent and by a parent that is no parent."""
    shown = "word" if parent == "Sensitive Report" and column != "user" else ""
    asked = call(
        f"rows {child} of {parent}",
        "frappe.client.get_list",
        doctype=child,
        parent=parent,
        fields=["*"],
        **ALL,
    )
    like = {"fields": ["name"], "filters": [[child, column, "like", "%{word}%"]], **ALL}
    return [
        shows(asked, shown),
        get(f"resource {child}", f"/api/resource/{child}", fields=["*"], parent=parent, **ALL),
        get(f"rows by stranger {child}", f"/api/resource/{child}", parent="User", **ALL),
        get(f"filter rows {child} in {parent}", f"/api/resource/{parent}", **like),
        call(
            f"count rows {child}",
            "frappe.client.get_count",
            doctype=child,
            filters={column: ["like", "%{word}%"]},
        ),
        call(
            f"count parents {child} in {parent}",
            "frappe.desk.reportview.get_count",
            doctype=parent,
            filters=[[child, column, "like", "%{word}%"]],
            fields=[],
            distinct="true",
        ),
    ]


def _linked() -> list[Door]:
    """Columns of a document by way of another one's link."""
    doors = []
    for doctype, link, columns in (
        ("Referral", "cfm_case", "satisfaction_comment sensitivity description"),
        ("Consent", "cfm_case", "satisfaction_comment owner"),
        ("Consent", "community_member", "full_name phone"),
        ("Case", "community_member", "full_name phone"),
        ("Case", "duplicate_of", "satisfaction_comment"),
        ("Sensitive Report", "community_member", "full_name phone"),
    ):
        fields = [f"{link}.{column}" for column in columns.split()]
        doors.append(
            get(
                f"linked columns {doctype}.{link}",
                f"/api/resource/{doctype}",
                fields=["name", *fields],
                **ALL,
            )
        )
    return doors


COPIES = [
    get(
        f"copied columns of {doctype}",
        f"/api/resource/{doctype}",
        fields=["name", column],
        filters=[["name", "like", "%"]],
        **ALL,
    )
    for doctype, _name, _column in PROTECTED
    for column in ("_comments", "_assign", "_user_tags", "_liked_by")
]
SEARCHES = [
    call("global search", "frappe.utils.global_search.search", text="{word}", limit=50),
    call("tag search", "frappe.desk.doctype.tag.tag.get_tags", doctype="Case", txt="{word}"),
    call("tagged documents", "frappe.desk.doctype.tag.tag.get_documents_for_tag", tag="{word}"),
    call("mentions", "frappe.desk.search.get_names_for_mentions", search_term="{word}"),
    get("desk search", "/app/search", txt="{word}"),
    get("desk search by number", "/app/search", txt="{case}"),
    page("desk home", "/app"),
    get("desk notices", "/app/notices"),
    call(
        "notices",
        "frappe.desk.doctype.notification_log.notification_log.get_notification_logs",
        limit=100,
    ),
    call("linked with", "frappe.desk.form.linked_with.get", doctype="CFM Location", docname="TD"),
    call("recent of the user", "frappe.desk.desktop.get_desktop_page", page="CFM"),
]


def _members() -> list[Door]:
    """What a person is known by: numbers, in each of the columns that hold one."""
    return [
        get(
            f"filter {column} of Community Member",
            "/api/resource/Community Member",
            filters=[[column, "=", "{phone}"]],
            fields=["name", "possible_duplicates"],
        )
        for column in ("phone", "phone_key", "second_phone_key")
    ]


LISTS: list[Door] = [
    *(
        door
        for doctype, name, column in PROTECTED
        for door in whole(doctype, column, name.strip("{}"))
    ),
    *(door for doctype, _t, _n, column in CARRIERS for door in whole(doctype, column)[::3]),
    *(door for doctype in OTHERS for door in whole(doctype, "name")[:1]),
    *(door for doctype, _n, column in PROTECTED for door in asked(doctype, column)),
    *(door for doctype, _t, _n, column in CARRIERS for door in asked(doctype, column)[:9:2]),
    *(door for doctype, _n, column in PROTECTED for door in _ordered(doctype, column)),
    *(door for row in CHILDREN for door in _rows(*row)),
    *_linked(),
    *COPIES,
    *_members(),
    *SEARCHES,
]
