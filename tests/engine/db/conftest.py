"""A site with an empty database of its own for each test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.fixed import create_fixed_tables


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "test.localhost"
    folder.mkdir()
    (folder / "site_config.json").write_text(json.dumps({"writer_timeout": 0.3}))
    site = Site("test.localhost", tmp_path)
    yield site
    site.close()


@pytest.fixture
def db(site: Site) -> Iterator[Connection]:
    connection = Connection(site)
    create_fixed_tables(connection)
    connection.commit()
    yield connection
    connection.close()
