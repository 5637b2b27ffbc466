"""The sheet of errors of an import: the rows that were refused, ready to be mended."""

from collections.abc import Iterable, Sequence

from frappe import _

from cfm_app.base import workbook
from cfm_app.exchange import headers
from cfm_app.exchange.case_import import RowError


def as_workbook(names: Sequence[str], found: Iterable[RowError]) -> bytes:
    """The rows that were not imported under the names of their columns, with the reason in front."""
    # The sheet may itself have come from here: its own two columns are not repeated.
    own = headers.own()
    kept = [name for name in names if name not in own]
    rows = (
        [error.number, error.message, *(error.values.get(name) for name in kept)] for error in found
    )
    return workbook.write(_("Errors"), [*own, *kept], rows)
