"""A page of a pad, by its number: which row of a sheet became its case."""

from cfm_app.privacy.access_rule.internal_record import InternalRecord


class CFMPaperPage(InternalRecord):
    """Written by `cfm_app.pads` alone; no role reads it, since pages that are used would tell of restricted cases."""

    written_on = "/cfm/pads"
