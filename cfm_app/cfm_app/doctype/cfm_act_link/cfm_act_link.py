"""A link that opens one referral once for its person: a hash of it, whose it is, and what became of it."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMActLink(InternalRecord):
    """Written by `cfm_app.channels.act_links`; found by a hash of its secret."""

    written_on = "/cfm/approvals"
