"""The first page: what waits for the user, what they did last, and what is wrong with the machine."""

from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.disk import free_bytes, is_full, is_nearly_full, is_read_only
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.hooks import call_hooks, get_hooks
from ...kernel.core.messages import clear_last_message
from ...kernel.document.api import get_cached_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.hooks import without_hidden
from ...kernel.permissions.lists import get_list
from ...kernel.permissions.roles import sets_up_the_site
from ...kernel.utils.date_format import format_date
from ...kernel.utils.dates import getdate
from ...kernel.utils.html import strip_html
from ...kernel.utils.urls import get_host_name
from ...kernel.utils.users import get_fullname
from .navigation import destinations
from .pages import desk_page, render
from .reading import reading_url
from .states import state_of

_SHOWN = 30
_MOST = 200
_RECENT = 8
_PER_DOCTYPE = 5


@desk_page("/app", "/app/home")
def home_page(request: Request) -> Response:
    first_name = get_fullname(local.session.user).split(" ")[0]
    lines = waiting()
    shown = lines if request.args.get("waiting") == "all" else lines[:_SHOWN]
    return render(
        "home.html",
        title=_("Home"),
        page="home",
        first_name=first_name,
        warnings=warnings(),
        waiting=shown,
        more=len(lines) - len(shown),
        recent=recent(),
    )


def waiting() -> list[dict[str, Any]]:
    """Open assignments by due date, then what apps say, then workflow steps of other documents.

    Apps: hook ``work_of_user``, functions that return lines; hook ``work_doctypes`` names the DocTypes
    whose steps are among them.
    """
    lines = [*_assignments(), *_of_apps(), *_workflow_steps()]
    known: set[str] = set()
    result = []
    for line in lines:
        if line["url"] not in known:
            known.add(line["url"])
            result.append(line)
    return result


def _of_apps() -> list[dict[str, Any]]:
    return [{"state": None, **line} for told in call_hooks("work_of_user") for line in told]


def _assignments() -> list[dict[str, Any]]:
    rows = local.db.sql(
        "select name, description, date, reference_type, reference_name, assigned_by from `tabToDo`"
        " where allocated_to = %s and status = 'Open'"
        " order by date is null, date, creation desc limit %s",
        (local.session.user, _MOST),
        as_dict=True,
    )
    lines = map(_of_todo, without_hidden("ToDo", rows))
    return [line for line in lines if line is not None]


def _of_todo(row: Any) -> dict[str, Any] | None:
    text = strip_html(row.description or "").strip()
    due = getdate(row.date) if row.date else None
    today = getdate()
    extra = {
        "due": format_date(due) if due else "",
        "late": bool(due and today and due < today),
        "note": "" if row.assigned_by == local.session.user else get_fullname(row.assigned_by),
    }
    if not row.reference_type or not row.reference_name:
        title = text or _("Task")
        return {**_line("ToDo", row.name, title), **extra}
    line = _of_document(row.reference_type, row.reference_name)
    return {**line, **extra} if line else None


def _workflow_steps() -> list[dict[str, Any]]:
    """Open workflow actions that the user's list of them shows."""
    if not has_permission("Workflow Action", "read"):
        return []
    told_by_apps = list(get_hooks("work_doctypes"))
    rows = get_list(
        "Workflow Action",
        fields=["reference_doctype", "reference_name"],
        filters={"status": "Open", "reference_doctype": ["not in", told_by_apps or [""]]},
        order_by="creation desc",
        limit=_MOST,
    )
    lines = (_of_document(row.reference_doctype, row.reference_name) for row in rows)
    return [line for line in lines if line]


def _of_document(doctype: str, name: str) -> dict[str, Any] | None:
    """The line of a document; ``None`` if it is gone or the user may not read it."""
    if not meta_exists(doctype):
        return None
    try:
        doc = get_cached_doc(doctype, name)
    except DoesNotExistError:
        clear_last_message()
        return None
    if not has_permission(doctype, "read", doc):
        return None
    return {
        **_line(doctype, name, str(doc.get_title() or name)),
        "state": state_of(get_meta(doctype), doc),
    }


def _line(doctype: str, name: str, title: str) -> dict[str, Any]:
    return {
        "url": reading_url(doctype, name),
        "title": title,
        "name": name,
        "kind": _(doctype),
        "state": None,
        "due": "",
        "late": False,
        "note": "",
    }


def recent() -> list[dict[str, Any]]:
    """The documents of apps that the user changed last."""
    lines: list[dict[str, Any]] = []
    for each in destinations():
        if not each.creatable or each.background:
            continue
        title = get_meta(each.doctype).get_title_field()
        rows = get_list(
            each.doctype,
            fields=list(dict.fromkeys(["name", "modified", title])),
            filters={"modified_by": local.session.user},
            order_by="modified desc",
            limit=_PER_DOCTYPE,
        )
        for row in rows:
            line = _line(each.doctype, row.name, str(row.get(title) or row.name))
            lines.append({**line, "modified": row.modified})
    return sorted(lines, key=lambda line: str(line["modified"]), reverse=True)[:_RECENT]


def warnings() -> list[str]:
    """Sentences for whoever looks at the start page; managers hear of more than others."""
    found = [*_of_disk()]
    if sets_up_the_site():
        found += [*_of_room(), *_of_address()]
    return found


def _of_disk() -> list[str]:
    site = local.site_state
    if is_read_only(site):
        text = _(
            "The disk cannot be written: nothing can be stored now. Tell whoever looks after the machine."
        )
        return [str(text)]
    if is_full(site):
        text = _(
            "The disk is full: nothing can be stored now. Tell whoever looks after the machine."
        )
        return [str(text)]
    return []


def _of_room() -> list[str]:
    site = local.site_state
    if is_full(site) or not is_nearly_full(site):
        return []
    text = _(
        "The disk is nearly full: {0} MB are left. Make room, or nothing will be stored before long."
    )
    return [str(text).format(free_bytes(site) // 2**20)]


def _of_address() -> list[str]:
    """Whoever comes by another address than links name will follow no link from a mail."""
    own, here = urlsplit(get_host_name()).netloc, local.request.host
    if own.lower() == here.lower():
        return []
    text = _(
        "Links in e-mails lead to {0}, but you came by {1}. Whoever runs the machine puts the right "
        "address into site_config.json as host_name."
    )
    return [str(text).format(own, here)]
