"""What the base adds to each document that is written."""

from cfm_app.base import doctype_access
from cfm_app.base.declaring import Declares, on

DECLARES = Declares(
    events=[
        # Before validation: some records of the framework are saved without being validated.
        *on("*", ("before_insert", "before_validate"), "cfm_app.base.cell_values.check"),
        *on(doctype_access.PROTECTED, "before_validate", "cfm_app.base.arguments.read_texts"),
    ],
)
