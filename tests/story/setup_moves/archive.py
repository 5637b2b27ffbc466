"""Write the archive of an office with all of it: ``python -m tests.story.setup_moves.archive FILE``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import frappe_embedded

from ...live import Server
from .making import set_up

__all__ = ["made_office", "written"]


def made_office(server: Server) -> Server:
    """The office, served, after the manager has set everything up in it."""
    server.start()
    set_up(server.url)
    return server


def written(site: Path, target: Path) -> Path:
    """The archive of the office, as ``./cfm export-site`` writes it."""
    frappe_embedded.activate()
    from frappe_embedded.kernel.core.site import get_site
    from frappe_embedded.site.export import export_site

    return export_site(get_site(site.name, site.parent), target, with_encryption_key=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = made_office(Server(Path(folder) / "office"))
        server.stop()
        print(written(server.site, Path(sys.argv[1])))


if __name__ == "__main__":
    main()
