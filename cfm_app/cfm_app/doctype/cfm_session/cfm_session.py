"""From which kind of device somebody logged in, as long as the session lasts."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMSession(FactorRecord):
    """Written by `cfm_app.privacy.second_factor.own_sessions`; found by a hash of the number of the session."""
