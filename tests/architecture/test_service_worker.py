"""The service worker is a template, which the linter cannot read: what it becomes is linted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jinja2

from .imports import ROOT

OXLINT = Path(sys.executable).with_name("oxlint")
WORKER = ROOT / "cfm_app" / "www" / "cfm" / "sw.js"


def test_the_service_worker_is_clean(tmp_path: Path) -> None:
    template = jinja2.Environment(autoescape=False).from_string(WORKER.read_text(encoding="utf-8"))
    script = tmp_path / "worker.js"
    files, forms = ["js/core.js", "css/cfm.css"], ["/cfm/new-case"]
    text = template.render(version="1", files=files, forms=forms)
    script.write_text(text, encoding="utf-8")
    command = [OXLINT, "--deny-warnings", "--config", ROOT / ".oxlintrc.json", "worker.js"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "on 1 file" in done.stdout
