"""The states of a release. Each follows from what was done; nobody sets one."""

from frappe.model.document import Document

DRAFT, WAITING, RETURNED = "Draft", "Waiting for approval", "Returned"
RELEASED, WITHDRAWN = "Published", "Withdrawn"
COMPOSING = (DRAFT, RETURNED)
# What was out once is known for good, whatever became of it.
EVER_OUT = (RELEASED, WITHDRAWN)


def state_of(release: Document) -> str:
    """The state that the facts of a release give it."""
    if release.withdrawn_on:
        return WITHDRAWN
    if release.released_on:
        return RELEASED
    if release.submitted_on:
        return WAITING
    return RETURNED if release.returned_on else DRAFT
