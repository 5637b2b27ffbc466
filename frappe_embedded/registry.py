"""Where the layers meet: importing this module connects what listens to what.

Lower layers publish signals and keep registries; upper layers are hung in here, so that the order
in which they act is read in one place.
"""

from __future__ import annotations

from .document import api as _document_api
from .document import nestedset as _nestedset

__all__ = ["connect_layers"]


def connect_layers() -> None:
    """Importing has connected everything; calling this says that it was meant."""
    assert _document_api and _nestedset
