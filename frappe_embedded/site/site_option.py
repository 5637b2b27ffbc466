"""Where the site of a command is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ..kernel.core.folder_swap import is_unfinished
from ..kernel.core.site import Site, get_site, is_site
from ..kernel.query.opening import announce_changes, opened
from .install import install_app, new_site
from .migrate import migrate


class Place:
    """Where the site of a command is, and which app it is made with."""

    def __init__(self, folder: Path, app: str | None) -> None:
        self.sites_path = folder.resolve().parent
        self.name = folder.name
        self.app = app

    @property
    def folder(self) -> Path:
        return self.sites_path / self.name

    def site(self) -> Site:
        if not is_site(self.folder) and not is_unfinished(self.folder):
            raise click.ClickException(
                f"There is no site at {self.folder}. Make it with: run --site {self.folder}"
            )
        return get_site(self.name, self.sites_path)

    def made(self) -> tuple[Site, str | None]:
        """The site, made when it is missing; with the Administrator's password when it is new."""
        if is_site(self.folder) or is_unfinished(self.folder):
            return self.site(), None
        password = secrets.token_urlsafe(9)
        click.echo(f"Making the site {self.folder} …")
        new_site(self.name, self.sites_path, password)
        site = self.site()
        if self.app:
            with opened(site):
                install_app(self.app)
        migrate(site)
        return site, password


def site_option(function: Any) -> Any:
    return click.option(
        "--site",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("sites/default"),
        show_default=True,
        help="Folder of the site.",
    )(function)


@contextmanager
def connected(site: Site) -> Iterator[None]:
    """The site's context for a command; a server of the site takes notice of what was committed."""
    with opened(site):
        yield
    announce_changes(site)
