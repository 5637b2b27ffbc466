"""A page of a pad, by its number: which row of a sheet became its case."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMPaperPage(InternalRecord):
    """Written by `exchange.paper_forms` alone; no role reads it: pages that are used would tell of restricted cases."""

    written_on = "/cfm/pads"
