"""Backups: what there is, making one, taking one out, and how often one is made."""

import contextlib
import io
import tempfile
from typing import Any, BinaryIO, cast

from babel.units import format_unit
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.disk import free_bytes
from ....kernel.core.exceptions import DoesNotExistError
from ....kernel.core.hooks import call_hooks, get_hooks
from ....kernel.core.messages import throw
from ....kernel.i18n import _
from ....kernel.i18n.plurals import counted
from ....kernel.permissions.roles import only_for_setup
from ....kernel.utils.numbers import cint
from ....kernel.utils.settings import current_locale
from ....services.backups.archive import BY_CLOCK
from ....services.backups.archives_folder import ArchiveFile, archives, find_archive
from ....services.backups.backup_job import ask_for, cancel, state
from ....services.backups.deletion import delete, newest_good
from ....services.backups.nightly import MOST_KEPT, hour, is_late, keep, reason_of, set_rhythm
from ....services.backups.sealing import SEALED_SUFFIX, recipient_of, seal
from ..answers import setup_answer
from ..export import log_leaving
from ..pages import desk_page, render

PAGE = "backups"
_NAMELESS = f"….tar.gz{SEALED_SUFFIX}"
_COMMAND = "python -m frappe_embedded"
_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
_THOUSAND = 1000


@desk_page(f"/app/{PAGE}")
def backups_page(request: Request) -> Response:
    only_for_setup()
    site = local.site_state
    found, recipient = archives(site), recipient_of(site)
    nightly = [each for each in found if each.kind == BY_CLOCK]
    return render(
        "manage/backups.html",
        title=_("Backups"),
        page=PAGE,
        script="manage/backups",
        styles=["customize", "manage"],
        shown=[
            (each, size_text(each.size), _holds(each), _may_leave(each, recipient))
            for each in found
        ],
        by_clock=BY_CLOCK,
        newest=newest_good(site),
        recipient=recipient,
        reads_everything=_reads_everything(),
        late=bool(nightly) and is_late(site),
        hours=[(each, f"{each:02d}:00") for each in range(24)],
        hour=hour(),
        keep=keep(),
        most=MOST_KEPT,
        free=size_text(free_bytes(site)),
        command=next(iter(get_hooks("command_line")), _COMMAND),
        example=_name_outside(found[0], recipient) if found else _NAMELESS,
        page_data={"address": f"/app/{PAGE}", "sealed": recipient is not None, **state()},
    )


def size_text(count: int) -> str:
    """A number of bytes as people read it, in their language."""
    value, at = float(count), 0
    while value >= _THOUSAND and at < len(_UNITS) - 1:
        value, at = value / _THOUSAND, at + 1
    shown = round(value, 1) if value < 10 and at else round(value)
    return str(format_unit(shown, f"digital-{_UNITS[at]}", length="short", locale=current_locale()))


def _holds(each: ArchiveFile) -> str:
    if not each.sound:
        return str(_("cannot be read: it is damaged or was not finished"))
    if each.sealed:
        return str(_("sealed: only the secret key opens it"))
    if each.encrypted:
        return str(_("encrypted: it opens with the passphrase that the site had then"))
    if not each.database_bytes:
        return str(_("database, files, settings and key"))
    return counted(
        _("database ({0}), {1} files ({2}), settings and key"),
        size_text(each.database_bytes),
        each.files,
        size_text(each.files_bytes),
    )


@desk_page(f"/app/{PAGE}/file/<name>")
def download(request: Request, name: str) -> Response:
    """The archive, sealed. Who took it out of the system is on record before it leaves."""
    only_for_setup()
    site = local.site_state
    found, recipient = find_archive(site, name), recipient_of(site)
    if found is None or not _may_leave(found, recipient):
        raise DoesNotExistError
    call_hooks("before_backup_leaves")
    if request.method == "HEAD":
        return Response(mimetype="application/octet-stream")
    content = _sealed(found, recipient) if recipient and not found.sealed else found.path.open("rb")
    left = _name_outside(found, recipient)
    kind = "TAR.GZ.AGE" if left.endswith(SEALED_SUFFIX) else "TAR.GZ"
    log_leaving(_("Backup"), kind, _("Backup downloaded"), left)
    sent: Any = send_file(
        content,
        request.environ,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=left,
        max_age=0,
    )
    sent.content_length = content.seek(0, io.SEEK_END)
    content.seek(0)
    sent.headers["Cache-Control"] = "no-store"
    return cast(Response, sent)


def _may_leave(found: ArchiveFile, recipient: str | None) -> bool:
    """Whether the user may take it out.

    An archive holds what is closed to managers, so they get only what they cannot open; the
    Administrator can read everything anyway.
    """
    is_closed = found.sealed or recipient is not None
    return found.sound and (is_closed or _reads_everything())


def _reads_everything() -> bool:
    return bool(local.session.user == "Administrator")


def _name_outside(found: ArchiveFile, recipient: str | None) -> str:
    return found.name + (SEALED_SUFFIX if recipient and not found.sealed else "")


def _sealed(found: ArchiveFile, recipient: str) -> BinaryIO:
    """A sealed copy that is gone when it is closed.

    It is on the disk and not made while it is sent: so its length is known, a slow line keeps no
    thread, and what goes wrong is told before anything was sent.
    """
    try:
        with contextlib.ExitStack() as on_failure:
            copy = on_failure.enter_context(tempfile.TemporaryFile(dir=found.path.parent))
            with found.path.open("rb") as source:
                seal(source, copy, recipient)
            on_failure.pop_all()
    except OSError as error:
        throw(_("The backup could not be sealed: {0}").format(reason_of(error)))
    return copy


@setup_answer(f"/app/{PAGE}/make", "POST")
def make_answer(request: Request) -> None:
    ask_for()


@setup_answer(f"/app/{PAGE}/state")
def state_answer(request: Request) -> Any:
    return state()


@setup_answer(f"/app/{PAGE}/cancel", "POST")
def cancel_answer(request: Request) -> None:
    cancel()


@setup_answer(f"/app/{PAGE}/delete", "POST")
def delete_answer(request: Request) -> None:
    found = find_archive(local.site_state, str(local.form_dict.get("name") or ""))
    if found is None:
        raise DoesNotExistError(_("This backup is gone already."))
    log_leaving(_("Backup"), "TAR.GZ", _("Backup deleted"), found.name)
    delete(found)


@setup_answer(f"/app/{PAGE}/rhythm", "POST")
def rhythm_answer(request: Request) -> None:
    set_rhythm(cint(local.form_dict.get("hour")), cint(local.form_dict.get("keep")))
