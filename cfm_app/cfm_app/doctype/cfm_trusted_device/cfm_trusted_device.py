"""A device on which somebody logs in by their password alone for some days: hashes of what its browser holds."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMTrustedDevice(InternalRecord):
    """Written by `cfm_app.security.log_in.trusted_devices`."""
