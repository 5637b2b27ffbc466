"""Where somebody blacked out words of a text that stays when its case goes; none of the words."""

from cfm_app.data_protection.personal_data.kept import Kept


class CFMRedaction(Kept):
    """What stays of one text, by its places. Its acts are in `personal_data.redactions`."""
