"""Two keepers open the recovery key for a handler."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealingOpening(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
