"""A code for whoever has lost their phone: its hash alone, and whether it was used."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMRecoveryCode(InternalRecord):
    """Ten for each user who made them; written by `cfm_app.security.second_factor.recovery_codes`."""
