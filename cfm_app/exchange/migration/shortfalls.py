"""What a source cannot bring on this road, in numbers: told before the run, and again after it."""

from frappe import _

from cfm_app.base.counting import counted
from cfm_app.exchange.migration import records, user_names
from cfm_app.exchange.migration.records import Source

PEOPLE = user_names.FIELDS[:2]


def of(source: Source) -> list[str]:
    """A sentence for each thing that is missing."""
    return [*source.missing(), *_files(source), *_of_cases(source), *_left_behind(source)]


def _files(source: Source) -> list[str]:
    # Of a server it is known for all files at once.
    if source.is_ordered or records.NOTES not in source.modules():
        return []
    named = missing = 0
    for each in source.records(records.NOTES):
        if each.values.get("filename") and not records.is_deleted(each):
            named += 1
            missing += not source.has_file(each.id)
    if not missing:
        return []
    return [
        counted(
            _("{0} of {1} files are not in the source: their notes come without them."),
            missing,
            named,
        )
    ]


def _of_cases(source: Source) -> list[str]:
    """Cases without a person where the source does not tell whose they are; users without a name."""
    if source.is_ordered:
        # A server tells each of its cases when it is asked for; to ask for all of them here takes as long again.
        return []
    names = user_names.of(source)
    unnamed: set[str] = set()
    without = total = 0
    for each in source.records(records.CASES):
        if each.problem or records.is_deleted(each):
            continue
        total += 1
        without += not each.values.get("contact_id")
        given = (each.values.get(field, "") for field in PEOPLE)
        unnamed.update(user for user in given if user and user_names.is_unnamed(user, names))
    told = []
    if without and not source.tells_contacts():
        told.append(
            counted(
                _("{0} of {1} cases name no person: add the table contacts_cases."), without, total
            )
        )
    if unnamed:
        told.append(
            counted(
                _("{0} users have no name in the source: what they wrote has no author."),
                len(unnamed),
            )
        )
    return told


def _left_behind(source: Source) -> list[str]:
    """Records of cases that no road brings, as far as the source tells of them."""
    names = {
        "documents_cases": _("Documents of cases that do not come: {0}"),
        "emails_beans": _("E-mails of cases that do not come: {0}"),
        "meetings": _("Meetings of cases that do not come: {0}"),
    }
    found = source.left_behind()
    return [said.format(found[table]) for table, said in names.items() if found.get(table)]
