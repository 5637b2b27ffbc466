"""What holds for a form as a whole, beside its fields: title, search, order, files, history."""

from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PageDoesNotExistError
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.roles import only_for_setup
from ....kernel.utils.json_text import parsed_object
from ....services.customize.form_settings import effect, save_settings, settings_as_is
from ..answers import setup_answer
from ..pages import desk_page, render
from .customize_form import customize_url, known_form

_PAGE = "/app/customize-form/<part>/whole"


@desk_page(_PAGE)
def settings_page(request: Request, part: str) -> Response:
    only_for_setup()
    doctype = _known(part)
    found = settings_as_is(doctype)
    return render(
        "manage/form_settings.html",
        title=_("Customise {0}").format(_(doctype)),
        page="customize-form",
        script="manage/form-settings",
        styles=["manage", "customize"],
        meta=get_meta(doctype),
        fields_url=customize_url(doctype),
        found=found,
        checks=_checks(found["values"]),
        ticked=found["values"]["search_fields"].split(","),
        page_data={
            "address": f"{customize_url(doctype)}/whole",
            "version": found["version"],
            "values": found["values"],
            "standard": found["standard"],
        },
    )


def _known(part: str) -> str:
    doctype = known_form(part)
    if get_meta(doctype).istable:
        raise PageDoesNotExistError
    return doctype


def _checks(values: dict[str, Any]) -> list[tuple[str, bool, str, str]]:
    told = {
        "track_changes": (
            _("Keep the history"),
            _("Who changed what, with before and after, stands beside each entry."),
        ),
        "track_views": (
            _("Note who opens an entry"),
            _("Each opening is a line in the View Log, for those who set the site up."),
        ),
        "allow_import": (
            _("Entries may be imported"),
            _("From tables, by roles that have the right to import."),
        ),
        "allow_copy": (
            _("Hide “Duplicate”"),
            _("Nobody makes an entry as a copy of another one."),
        ),
    }
    return [
        (name, bool(values[name]), str(label), str(hint)) for name, (label, hint) in told.items()
    ]


def _given() -> dict[str, Any]:
    return parsed_object(local.form_dict.get("values"), "values")


@setup_answer(_PAGE, "POST")
def store(request: Request, part: str) -> None:
    save_settings(_known(part), _given(), str(local.form_dict.get("version") or ""))


@setup_answer(f"{_PAGE}/effect", "POST")
def effect_answer(request: Request, part: str) -> Any:
    return effect(_known(part), _given())
