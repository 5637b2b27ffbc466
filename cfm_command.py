"""The console command ``cfm`` of an installed package: what ``./cfm`` is in a clone."""

from __future__ import annotations

import sys
from importlib import import_module

import frappe_embedded


def main() -> None:
    """Run a verb of the embedded engine with this app.

    Ends with a sentence beside another ``frappe``, as on a bench, and without the engine's libraries.
    """
    try:
        frappe_embedded.activate()
        import_module("frappe")
        command_line = import_module("frappe_embedded.site.cli")
    except RuntimeError as error:
        sys.exit(str(error))
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed. It comes with: pip install 'cfm_app[embedded]'")
    sys.argv[1:] = ["--app", "cfm_app", *(sys.argv[1:] or ["--help"])]
    command_line.main(prog_name="cfm")


if __name__ == "__main__":
    main()
