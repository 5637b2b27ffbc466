"""What taking a change of the set-up back would do: what must be chosen, what stays, what is in the way."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import LinkExistsError
from ...kernel.core.messages import clear_messages
from ...kernel.document.api import get_doc
from ...kernel.document.backlinks import refuse_if_linked
from ...kernel.document.titles import link_title
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.roles import only_for_setup
from ...kernel.utils.date_format import format_datetime
from ...kernel.utils.numbers import cint
from ..workflow.state_removal import removals
from .change_steps import Step, later_batches
from .history import changes_of
from .snapshots import differs, snapshot
from .undo import history_of, is_there, known_steps, out_of_use, put_back


@dataclass
class Plan:
    """What somebody reads before they take a change back."""

    count: int
    lost: list[str] = field(default_factory=list)
    """What does not come back, or stays as it is, in sentences."""
    blocked: list[str] = field(default_factory=list)
    """Why it cannot be taken back by itself."""
    later: list[dict[str, Any]] = field(default_factory=list)
    """Later changes of the same values, which may go back as well: who, when, and where they are shown."""
    moves: list[dict[str, Any]] = field(default_factory=list)
    """Where a state goes: its workflow, who stands there, and the states to choose from."""
    retire: bool = False
    """Something is in use and is taken out of use instead of being deleted."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def plan(batch: str) -> Plan:
    """What `undo` would do now. Reads only."""
    only_for_setup()
    steps = known_steps(batch)
    found = Plan(len(steps))
    in_the_way = False
    for step in reversed(steps):
        in_the_way |= _look_at(step, found, alone=len(steps) == 1)
    stay = _("{0} They stay where they are now: only the set-up goes back.")
    for state, target, number in (move for each in changes_of(batch) for move in each.moved):
        went = counted(_("{0} entries went from {1} to {2}."), number, _(state), _(target))
        found.lost.append(stay.format(went))
    if in_the_way:
        found.later = [_told(each) for each in later_batches(batch)]
    return found


def _look_at(step: Step, found: Plan, alone: bool) -> bool:
    """Add what is to be said of one record; whether a later change is in its way."""
    if not meta_exists(step.doctype):
        found.blocked.append(_("{0} does not exist any more.").format(_(step.doctype)))
        return False
    exists = is_there(step.doctype, step.name)
    if step.change == "Merged":
        text = _("Two records that became one are not parted again: nobody knows what was whose.")
        found.blocked.append(str(text))
        return False
    if step.change == "Created":
        if exists:
            _look_at_new(step, found, alone)
        return False
    if step.change == "Deleted":
        _look_at_secrets(step, found)
        return exists
    if not exists:
        return True
    return _look_at_changed(step, found) if step.change == "Changed" else False


def _look_at_new(step: Step, found: Plan, alone: bool) -> None:
    doc = get_doc(step.doctype, step.name)
    if differs(step.doctype, step.after, snapshot(doc)):
        text = _("{0} was changed since it was made; that goes, too.")
        found.lost.append(text.format(_called(step)))
    if out_of_use(step.doctype):
        # Not asked here: an app may keep what is used by entries that the user must not know of.
        found.retire = True
        text = _("{0} is deleted if nothing may use it, and else taken out of use.")
        found.lost.append(text.format(_called(step)))
        return
    if not alone:
        # What else goes back may be what it is used by.
        return
    try:
        refuse_if_linked(doc)
    except LinkExistsError:
        clear_messages()
        text = _("{0} is in use and cannot be deleted.")
        found.blocked.append(text.format(_called(step)))


def _look_at_secrets(step: Step, found: Plan) -> None:
    secrets = [df for df in get_meta(step.doctype).fields if df.fieldtype == "Password"]
    if secrets:
        labels = ", ".join(str(_(df.label or df.fieldname)) for df in secrets)
        text = _("{0}: passwords are not kept. Type them again: {1}.")
        found.lost.append(text.format(_called(step), labels))


def _look_at_changed(step: Step, found: Plan) -> bool:
    doc = get_doc(step.doctype, step.name)
    if put_back(doc, step):
        return True
    if step.doctype == "Workflow" and cint(doc.is_active):
        doc.load_doc_before_save()
        found.moves += [{"workflow": doc.name, **asdict(each)} for each in removals(doc)]
    return False


def _called(step: Step) -> str:
    called = link_title(step.doctype, step.name) or step.name
    return str(_("{0}: {1}")).format(_(step.doctype), called)


def _told(batch: str) -> dict[str, Any]:
    first = changes_of(batch)[0]
    return {
        "user": local.db.get_value("User", first.owner, "full_name") or first.owner,
        "moment": format_datetime(first.creation),
        "url": history_of(first.reference_doctype, first.reference_name),
    }
