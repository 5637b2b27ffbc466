"""The key of somebody who reads sealed reports, or keeps a piece of recovery."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealingKey(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
