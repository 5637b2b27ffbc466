"""A site with an empty database of its own for each test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.core.site_files import files_of
from frappe_embedded.kernel.core.site_key import KEY_FILE, SiteKey
from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.schema import create_fixed_tables


@pytest.fixture(params=["plain", "encrypted"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """Each test runs with both libraries, which have to behave alike."""
    folder = tmp_path / "test.localhost"
    folder.mkdir()
    key = None
    if request.param == "encrypted":
        pytest.importorskip("sqlcipher3")
        key = SiteKey("test", bytes(32))
        (folder / KEY_FILE).touch()
    content = json.dumps({"writer_timeout": 0.3}).encode()
    files_of(folder, key).write_bytes(folder / "site_config.json", content)
    site = Site("test.localhost", tmp_path, key)
    yield site
    site.close()


@pytest.fixture
def db(site: Site) -> Iterator[Connection]:
    connection = Connection(site)
    create_fixed_tables(connection)
    connection.commit()
    yield connection
    connection.close()
