"""A device on which somebody wants to hear that something waits, as long as they are logged in there."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMPushDevice(FactorRecord):
    """Written by `cfm_app.push`; found by a hash of its address."""
