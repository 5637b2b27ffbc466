"""A device on which somebody logs in by their password alone for some days: hashes of what its browser holds."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMTrustedDevice(FactorRecord):
    """Written by `cfm_app.privacy.log_in.trusted_devices`."""
