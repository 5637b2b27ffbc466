"""The doctor names what somebody should look after, and is quiet about the rest."""

from __future__ import annotations

from frappe_embedded.backups.archive import backup
from frappe_embedded.backups.sealing import new_pair, set_recipient
from frappe_embedded.document.api import get_doc
from frappe_embedded.query.opening import opened
from frappe_embedded.site.doctor import examine
from frappe_embedded.site.migrate import migrate
from tests.engine.served import Served


def ill(served: Served) -> dict[str, str]:
    return {each.subject: each.found for each in examine(served.site) if not each.is_well}


def test_a_site_with_a_backup_and_mail_is_well(served: Served) -> None:
    migrate(served.site)
    assert set(ill(served)) - {"PDF"} == {"Backups", "Key of backups", "E-mail"}
    backup(served.site)
    set_recipient(served.site, new_pair()[1])
    served.site.save_config(mail_outbox=1)
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
