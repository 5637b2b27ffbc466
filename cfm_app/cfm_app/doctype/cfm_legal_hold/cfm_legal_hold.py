"""Why a record is not erased, by whom, and until when."""

from cfm_app.data_protection.personal_data.kept import Kept


class CFMLegalHold(Kept):
    """Why a record is not erased, by whom, and until when. Its acts are in `personal_data`."""
