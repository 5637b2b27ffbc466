"""A link that opens one referral once for its person: a hash of it, whose it is, and what became of it."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMActLink(FactorRecord):
    """Written by `cfm_app.act_links`; found by a hash of its secret."""

    written_on = "/cfm/approvals"
