"""What whoever has the machine of an office finds of it: the bytes of its site, or of a backup of a bench."""

from __future__ import annotations

import gzip
import os
import shlex
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from .live import Running, Server


def content(office: Server | Running, folder: Path) -> bytes:
    """Database and files, archives of backups apart; `folder` is for a backup."""
    if isinstance(office, Server):
        files = [path for path in sorted(office.site.rglob("*")) if path.is_file()]
        return b"".join(path.read_bytes() for path in files if "backups" not in path.parts)
    folder.mkdir()
    bench = shlex.split(os.environ.get("CFM_BENCH", "bench"))
    site = str(urlsplit(office.url).hostname)
    command = [*bench, "--site", site, "backup", "--with-files", "--backup-path", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    archives = sorted(folder.iterdir())
    assert any(path.name.endswith(".sql.gz") for path in archives), archives
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in archives
    )
