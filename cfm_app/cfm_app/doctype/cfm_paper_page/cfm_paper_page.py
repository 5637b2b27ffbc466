"""A page of a pad, by its number: which row of a sheet became its case."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMPaperPage(FactorRecord):
    """Written by `cfm_app.pads` alone; no role reads it, since pages that are used would tell of restricted cases."""

    written_on = "/cfm/pads"
