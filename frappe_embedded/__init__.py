"""The embedded engine: the part of Frappe that its apps use, on SQLite, in one process."""

import importlib.util
import sys
from pathlib import Path

__version__ = "0.2.0"

FACADE = Path(__file__).resolve().parent / "facade"


def activate() -> None:
    """Let ``import frappe`` find the engine.

    Raises ``RuntimeError`` when another ``frappe`` can be imported: on a bench the real one must be
    used, and the package of that name on PyPI is somebody else's placeholder.
    """
    spec = importlib.util.find_spec("frappe")
    if spec is None:
        sys.path.insert(0, str(FACADE))
        importlib.invalidate_caches()
    elif not spec.origin or FACADE not in Path(spec.origin).resolve().parents:
        raise RuntimeError(
            f"Another package named 'frappe' is installed ({spec.origin}). The embedded engine "
            "does not run beside it: use that Frappe, or a Python environment without it."
        )
