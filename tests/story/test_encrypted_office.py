"""An office that has worked for months encrypts its site, goes on working, and loses the laptop."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlcipher3")

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.data_protection.personal_data import erasure, erasure_list  # noqa: E402
from cfm_app.data_protection.personal_data.holdings import Held  # noqa: E402
from cfm_app.security.file_contents import file_bytes  # noqa: E402
from frappe_embedded.kernel.core.site import forget_site, get_site  # noqa: E402
from frappe_embedded.kernel.core.site_key import open_key  # noqa: E402
from tests.patterns import PASSPHRASE, Patterns  # noqa: E402

from .. import commands  # noqa: E402
from ..live import Client, Server  # noqa: E402
from .stolen import told  # noqa: E402

pytestmark = pytest.mark.embedded("encryption of the folder is the engine's own")

WORD = "Zaphodmarker"
LARGE = (f"{WORD} told this; " * 200_000).encode()
"""More than a server keeps in memory of one request."""

# A call that another thread interrupts is told in two lines, of which the first names the file.
WRITES = re.compile(
    r'openat\([^,\n]*, "([^"\n]*)", [^)\n]*O_(?:WRONLY|RDWR|CREAT)[^)\n]*(?:\) = \d|<unfinished)'
)
ALLOWED = re.compile(
    r"/dev/(null|tty)|/dev/shm/.*|.*/__pycache__/.*|.*/(fontconfig|pytest).*|/proc/.*"
)


class Traced(Server):
    """A server of which is known what it opens for writing."""

    @property
    def trace(self) -> Path:
        return self.site.parent / "trace"

    def command(self) -> list[str]:
        if not shutil.which("strace"):
            return super().command()
        # -D: the server is the process that was started, and the tracer somebody else's.
        watched = ["-D", "-f", "-qq", "--seccomp-bpf", "-e", "trace=openat", "-o", str(self.trace)]
        return ["strace", *watched, *super().command()]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Traced]:
    made = patterns.office(tmp_path_factory.mktemp("crypt") / "office")
    shutil.rmtree(made.site / "private" / "backups")
    os.environ["SITE_PASSPHRASE"] = PASSPHRASE
    try:
        command("set-config", made.site, "mail_outbox", "1")
        command("encrypt", made.site)
        server = Traced(made.site, demo=False, administrator=made.administrator)
        server.start()
        yield server
        server.stop()
    finally:
        del os.environ["SITE_PASSPHRASE"]


def command(verb: str, site: Path, *arguments: object) -> str:
    return commands.done(verb, *arguments, "--site", site)


@pytest.fixture(scope="module")
def used(office: Traced) -> Traced:
    """After a day with everything that may leave something on the disk, ended by a loss of power."""
    client = Client(office.url, "Administrator", office.administrator_password())
    agreed = '[["consent_status", "=", "Granted"]]'
    case = client.list("Case", filters=agreed, limit_page_length=1)[0]["name"]
    client.create(
        "ToDo", description=f"{WORD} is in a record", reference_type="Case", reference_name=case
    )
    hangs = {"doctype": "Case", "docname": case, "is_private": "1"}
    url = client.ok(
        "POST", "/api/method/upload_file", files={"file": (f"{WORD}.txt", LARGE)}, data=hangs
    )["file_url"]
    assert client.http.get(office.url + url).content == LARGE
    client.create(
        "Comment",
        comment_type="Comment",
        reference_doctype="Case",
        reference_name=case,
        content=f"{WORD} {'x' * 600_000}",
    )
    pdf = "/api/method/frappe.utils.print_format.download_pdf"
    for path in (
        "/app/export/todo?format=xlsx",
        f"/printview?doctype=Case&name={case}",
        f"{pdf}?doctype=Case&name={case}",
    ):
        assert client.http.get(office.url + path).status_code == 200, path
    client.call("frappe.client.get_list", doctype="Case", limit_page_length=500)
    office.kill()
    mail = {"recipients": ["a@example.com"], "subject": WORD, "message": WORD, "now": True}
    command("execute", office.site, "frappe.sendmail", "--kwargs", json.dumps(mail))
    assert len(list((office.site / "outbox").iterdir())) == 1
    return office


def test_the_folder_tells_nothing(used: Traced) -> None:
    command("backup", used.site)
    names = ["Administrator", "N'Djamena", "demo.cfm", "tabCase", "encryption_key"]
    assert told(used.site, WORD, PASSPHRASE, *names) == []


def test_nothing_is_written_elsewhere(used: Traced) -> None:
    if not used.trace.exists():
        pytest.skip("nothing here tells what a process opens")
    opened = set(WRITES.findall(used.trace.read_text(errors="replace")))
    assert any(str(used.site) in path for path in opened)
    elsewhere = {path for path in opened if not path.startswith(str(used.site))}
    assert {path for path in elsewhere if not ALLOWED.fullmatch(path)} == set()


def test_erased_people_leave_neither_files_nor_a_readable_list(used: Traced) -> None:
    site = get_site(used.site.name, used.site.parent, open_key(used.site, PASSPHRASE))
    frappe.init(site=site.name, sites_path=site.sites_path)
    frappe.connect()
    try:
        (file,) = frappe.get_all("File", {"file_name": f"{WORD}.txt"}, ["name", "attached_to_name"])
        path = Path(frappe.get_doc("File", file.name).get_full_path())
        assert path.exists() and len(path.read_bytes()) > len(LARGE)
        erasure.erase([Held("Case", file.attached_to_name, "test")], ground="An old rule")
        frappe.db.commit()
        assert not path.exists()
        assert [line["ref_name"] for line in erasure_list.lines()] == [file.attached_to_name]
        assert erasure_list.is_whole()
        url = f"/private/files/{WORD}.age"
        place = file_bytes.path_of(url)
        assert place is not None
        file_bytes.write(place, LARGE, f"{WORD}.age")
        assert url in file_bytes.stored_urls() and file_bytes.read(place) == LARGE
        assert told(used.site, WORD, file.attached_to_name) == []
        file_bytes.destroy_all([url])
        assert url not in file_bytes.stored_urls()
    finally:
        frappe.destroy()
        forget_site(site.name, site.sites_path)
    assert told(used.site, WORD, file.attached_to_name, "An old rule") == []


def test_a_backup_opens_on_another_machine(used: Traced, tmp_path: Path) -> None:
    archive = Path(command("backup", used.site).strip())
    moved = tmp_path / archive.name
    shutil.copy(archive, moved)
    command("restore", tmp_path / "there", moved)
    other = Server(tmp_path / "there", demo=False, administrator=used.administrator).start()
    try:
        client = Client(other.url, "Administrator", other.administrator_password())
        assert client.list("Case", fields=json.dumps(["name"]))
    finally:
        other.stop()
    assert told(other.site, WORD, "Administrator") == []
