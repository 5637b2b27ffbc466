"""A duty: what a role requires of one person, its status, and until when."""

from dataclasses import dataclass
from datetime import date

from frappe import _
from frappe.utils import formatdate

AGREEMENT, COURSE = "agreement", "course"
MISSING, RENEWED, EXPIRED, VALID = "missing", "renewed", "expired", "valid"
CLOSED, IN_GRACE, COMING, SOON, DONE = "closed", "grace", "coming", "soon", "done"


@dataclass(frozen=True)
class Duty:
    """The state of one person's agreement or course."""

    user: str
    kind: str
    """AGREEMENT or COURSE."""
    subject: str
    """The kind of agreement, or the course."""
    state: str
    """MISSING, RENEWED (a new version asks again), EXPIRED or VALID."""
    agreement: str | None = None
    """The published version that is signed now."""
    done_on: date | None = None
    expires_on: date | None = None
    """The first day on which what was signed or attended no longer counts."""
    asked_since: date | None = None
    """Since when it is asked; nothing for what is valid."""
    closes_on: date | None = None
    """The first day on which the person may no longer register without it."""

    @property
    def is_met(self) -> bool:
        """Whether nothing has to be done now."""
        return self.state == VALID

    def is_closed(self, today: date) -> bool:
        """Whether it keeps the person from recording."""
        return not self.is_met and self.closes_on is not None and self.closes_on <= today

    def status(self, today: date, soon_days: int) -> str:
        """The status for lists: CLOSED, IN_GRACE, COMING (required later), SOON (expires soon) or DONE."""
        if not self.is_met:
            if self.is_closed(today):
                return CLOSED
            return COMING if self.asked_since and self.asked_since > today else IN_GRACE
        if self.expires_on and (self.expires_on - today).days <= soon_days:
            return SOON
        return DONE

    def due_on(self) -> date | None:
        """The day before which something has to be done; None if it never expires."""
        return self.expires_on if self.is_met else self.closes_on

    def days_left(self, today: date) -> int | None:
        """Days left until then; negative once it has passed."""
        due = self.due_on()
        return (due - today).days if due else None


def in_words(duty: Duty, language: str | None = None) -> str:
    """What has to be done about it, and why."""
    subject = _(duty.subject, language)
    if duty.kind == COURSE:
        texts = {
            MISSING: _("Training “{0}”: not taken yet", language),
            EXPIRED: _("Training “{0}”: expired on {1}", language),
            VALID: _("Training “{0}”: valid", language),
        }
    else:
        texts = {
            MISSING: _("“{0}”: not signed yet", language),
            RENEWED: _("“{0}”: there is a new version to sign", language),
            EXPIRED: _("“{0}”: expired on {1}, to be signed again", language),
            VALID: _("“{0}”: signed", language),
        }
    expired = formatdate(duty.expires_on) if duty.expires_on else ""
    return texts[duty.state].format(subject, expired)
