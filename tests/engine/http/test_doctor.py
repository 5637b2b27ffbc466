"""The doctor names what somebody should look after, and is quiet about the rest."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.backups.archive import backup
from frappe_embedded.services.backups.sealing import new_pair, set_recipient
from frappe_embedded.site.doctor import examine
from frappe_embedded.site.migrate import migrate
from tests.engine.served import Served


def ill(served: Served) -> dict[str, str]:
    return {each.subject: each.found for each in examine(served.site) if not each.is_well}


def test_a_site_with_a_backup_and_mail_is_well(served: Served) -> None:
    migrate(served.site)
    assert set(ill(served)) - {"PDF"} == {"Address", "Backups", "Key of backups", "E-mail"}
    backup(served.site)
    set_recipient(served.site, new_pair()[1])
    address = "https://cfm.example.org"
    served.site.save_config(mail_outbox=1, host_name=address, trusted_proxies=["127.0.0.1"])
    assert set(ill(served)) - {"PDF"} == set()


def test_a_lost_file_is_named(served: Served) -> None:
    with opened(served.site) as context:
        file = get_doc({"doctype": "File", "file_name": "lost.txt", "content": "x"}).insert()
        context.db.commit()
    assert "Files" not in ill(served)
    with opened(served.site):
        path = served.site.path / "public" / file.file_url.lstrip("/")
    path.unlink()
    assert file.file_url in ill(served)["Files"]


def test_what_others_on_the_machine_may_read_is_told_and_repaired(served: Served) -> None:
    (served.site.path / "site.db").chmod(0o644)
    (served.site.path / "private").chmod(0o755)
    assert ill(served)["Rights on the disk"].startswith("2 files")
    migrate(served.site)
    assert "Rights on the disk" not in ill(served)


def test_a_full_and_a_closed_disk_are_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Disk" not in ill(served)
    monkeypatch.setattr("frappe_embedded.site.doctor.is_nearly_full", lambda site: True)
    assert ill(served)["Disk"].startswith("nearly full")
    monkeypatch.setattr("frappe_embedded.site.doctor.can_be_written", lambda site: False)
    assert ill(served)["Disk"].startswith("cannot be written")


def test_an_address_that_nobody_configured_is_told(served: Served) -> None:
    served.site.save_config(host_name=None)
    assert "where the server listens" in ill(served)["Address"]
    assert "Proxy" not in ill(served)
    served.site.save_config(host_name="https://cfm.example.org")
    assert "Address" not in ill(served)


def test_a_proxy_that_is_not_believed_is_told(served: Served) -> None:
    served.site.save_config(host_name="https://cfm.example.org", trusted_proxies=None)
    assert "count as one" in ill(served)["Proxy"]
    served.site.save_config(trusted_proxies=["127.0.0.1"])
    assert "Proxy" not in ill(served)
