"""Role permissions: who may do what with which kind of entry, the effect told before it is stored."""

from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PageDoesNotExistError
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.docperm import RIGHTS
from ....kernel.permissions.roles import ADMINISTRATOR, get_users_with_role, only_for_setup
from ....kernel.utils.json_text import parsed_list, parsed_object
from ....kernel.utils.users import get_fullname
from ....services.customize.permission_editing import (
    apply_changes,
    effects,
    read_changes,
    rows_of,
    version_of,
)
from ....services.customize.permissions import standard_rows
from ....services.customize.setup_rights import may_change_rights
from ..addresses import form_url
from ..answers import given_list, setup_answer
from ..pages import desk_page, render

PAGE = "permission-manager"
_EVERYBODY = ("All", "Guest", "Desk User")
_NAMED = 8


def right_texts() -> dict[str, tuple[str, str]]:
    """Each right in a word, and what it allows in a sentence."""
    return {
        "select": (
            _("Choose", context="right"),
            _("Choose an entry in another form, without opening it."),
        ),
        "read": (_("See", context="right"), _("Find entries in lists and open them.")),
        "write": (_("Change", context="right"), _("Change what is in an entry.")),
        "create": (_("Add", context="right"), _("Make new entries.")),
        "delete": (_("Delete", context="right"), _("Take entries away for good.")),
        "submit": (_("Submit", context="right"), _("Make an entry final.")),
        "cancel": (_("Cancel", context="right"), _("Declare a final entry void.")),
        "amend": (_("Amend", context="right"), _("Make a corrected copy of a void entry.")),
        "print": (_("Print", context="right"), _("Print entries or make a PDF of them.")),
        "email": (_("E-mail", context="right"), _("Send entries by e-mail.")),
        "report": (_("Report", context="right"), _("Use entries in reports and charts.")),
        "import": (_("Import", context="right"), _("Bring entries in from a sheet.")),
        "export": (_("Export", context="right"), _("Take entries out as a sheet.")),
        "share": (_("Share", context="right"), _("Open single entries to other people.")),
    }


@desk_page(f"/app/{PAGE}")
def permission_page(request: Request) -> Response:
    only_for_setup()
    doctype = request.args.get("doctype", "")
    role = request.args.get("role", "")
    doctypes, roles = _doctypes(), _roles()
    if (doctype and doctype not in dict(doctypes)) or (role and role not in dict(roles)):
        raise PageDoesNotExistError
    return render(
        "manage/permissions.html",
        title=_("Role permissions"),
        page=PAGE,
        script="manage/permissions",
        styles=["customize", "rights"],
        doctypes=doctypes,
        roles=roles,
        doctype=doctype,
        role=role,
        rights=right_texts(),
        page_data=_data(doctype, role) if doctype or role else {},
    )


def _doctypes() -> list[tuple[str, str]]:
    names = [
        name
        for (name,) in local.db.sql("select name from `tabDocType` where istable = 0")
        if name != "DocType" and may_change_rights(name)
    ]
    return sorted(((name, str(_(name))) for name in names), key=lambda pair: pair[1].casefold())


def _roles() -> list[tuple[str, str]]:
    rows = local.db.sql(
        "select name from `tabRole` where disabled = 0 and name != %s", (ADMINISTRATOR,)
    )
    return sorted(((name, str(_(name))) for (name,) in rows), key=lambda pair: pair[1].casefold())


def _data(doctype: str, role: str) -> dict[str, Any]:
    concerned = [doctype] if doctype else _doctypes_of(role)
    return {
        "address": f"/app/{PAGE}",
        "doctype": doctype,
        "role": role,
        "rights": [[right, label, help] for right, (label, help) in right_texts().items()],
        "kinds": {name: _kind(name) for name in concerned},
        "versions": {name: version_of(name) for name in concerned},
        "rows": [
            {**row, "doctype": name}
            for name in concerned
            for row in rows_of(name)
            if role in ("", row.role)
        ],
        "roles": [[name, label, _held_by(name)] for name, label in _roles()],
        "doctypes": _doctypes() if role else [],
    }


def _doctypes_of(role: str) -> list[str]:
    known = [name for name, _label in _doctypes()]
    return [name for name in known if any(row.role == role for row in rows_of(name))]


def _kind(doctype: str) -> dict[str, Any]:
    """What a row of this DocType can hold, and whether somebody changed its rows."""
    meta = get_meta(doctype)
    unfit = [] if meta.is_submittable else ["submit", "cancel", "amend"]
    unfit += [] if meta.allow_import else ["import"]
    unfit += ["report", "export", "import"] if meta.issingle else []
    return {
        "label": str(_(doctype)),
        "unfit": unfit,
        "changed": _compared(rows_of(doctype)) != _compared(standard_rows(doctype)),
    }


def _compared(rows: list[Any]) -> set[tuple[Any, ...]]:
    return {
        (row.role, *(int(row.get(name) or 0) for name in ("permlevel", "if_owner", *RIGHTS)))
        for row in rows
    }


def _held_by(role: str) -> int | None:
    """How many people hold a role; ``None`` for those that everybody has."""
    return None if role in _EVERYBODY else len(get_users_with_role(role))


# -- answers for the script ----------------------------------------------------------


def _reset() -> list[str]:
    return [str(each) for each in parsed_list(local.form_dict.get("reset") or [], "reset")]


@setup_answer(f"/app/{PAGE}/effect", "POST")
def effect_answer(request: Request) -> Any:
    found = effects(read_changes(given_list("changes")), _reset())
    return [
        {
            "doctype": doctype,
            "label": str(_(doctype)),
            "refusal": refusal,
            "effects": [
                {
                    "right": each.right,
                    "level": each.level,
                    "lose": _people([user for user in each.lose if user not in each.own]),
                    "own": _people([user for user in each.own if user in each.lose]),
                    "gain": _people(each.gain),
                    "self": local.session.user in each.lose,
                }
                for each in found_effects
            ],
        }
        for doctype, found_effects, refusal in found
    ]


def _people(users: Any) -> dict[str, Any]:
    names = sorted(get_fullname(user) for user in users)
    return {"count": len(names), "names": names[:_NAMED]}


@setup_answer(f"/app/{PAGE}", "POST")
def store(request: Request) -> None:
    versions = parsed_object(local.form_dict.get("versions") or {}, "versions")
    apply_changes(read_changes(given_list("changes")), versions, _reset())


@setup_answer(f"/app/{PAGE}/kind")
def kind_answer(request: Request) -> Any:
    """What a page needs to know of one more kind of entry."""
    doctype = request.args.get("doctype", "")
    if doctype not in dict(_doctypes()):
        raise PageDoesNotExistError
    return {"kind": _kind(doctype), "version": version_of(doctype)}


@setup_answer(f"/app/{PAGE}/people")
def people_answer(request: Request) -> Any:
    """Who holds a role."""
    users = get_users_with_role(request.args.get("role", ""))
    people = [{"name": get_fullname(user), "url": form_url("User", user)} for user in users]
    return sorted(people, key=lambda each: each["name"].casefold())
