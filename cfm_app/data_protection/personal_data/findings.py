"""For the doctor: fields without an entry in the map, and a changed list of erasures."""

from frappe import _

from cfm_app.data_protection.personal_data import erasure_list, field_map

NAMED = 5


def findings() -> list[tuple[str, str, str]]:
    """Subject, what was found, and what to do (empty where all is well)."""
    return [_of_map(), _of_list()]


def _of_map() -> tuple[str, str, str]:
    subject = _("Map of personal data")
    missing = field_map.missing()
    if not missing:
        return subject, _("each field says whose data it holds"), ""
    named = ", ".join(f"{doctype}.{field}" for doctype, field in missing[:NAMED])
    more = f" + {len(missing) - NAMED}" if len(missing) > NAMED else ""
    return (
        subject,
        _("nobody has said whether these fields hold personal data: {0}").format(named + more),
        _("Enter them under CFM Personal Field. Until then their words go with their case."),
    )


def _of_list() -> tuple[str, str, str]:
    subject = _("List of erasures")
    if erasure_list.is_whole():
        return subject, _("whole"), ""
    return (
        subject,
        _("a line was changed or taken out"),
        _("Find out who wrote to the folder of the site, before an older backup is restored."),
    )
