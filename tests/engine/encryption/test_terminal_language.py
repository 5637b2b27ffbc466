"""Commands about keys and backups speak the language of the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from frappe_embedded.site.encryption_commands import decrypt_command
from frappe_embedded.site.terminal_language import language

ENGLISH, FRENCH, ARABIC = "There is no site at", "Il n'y a pas de site à", "لا يوجد موقع في"
NONE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}


@pytest.mark.parametrize(
    ("terminal", "expected"),
    [
        ({}, ENGLISH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({"LANG": "fr_TD.UTF-8"}, FRENCH),
        ({"LANG": "ar_TD"}, ARABIC),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr"}, FRENCH),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "fr_FR.UTF-8"}, ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, ENGLISH),
    ],
)
def test_a_refusal(terminal: dict[str, str], expected: str, tmp_path: Path) -> None:
    runner = CliRunner(env={**NONE, **terminal})
    nowhere = ["--site", str(tmp_path / "nowhere")]
    result = runner.invoke(decrypt_command, nowhere, obj=None)
    assert result.exit_code == 1
    assert expected in result.output
    assert "nowhere" in result.output


@pytest.mark.parametrize("value", ["../../etc", "fr/..", "", ".UTF-8", "%s"])
def test_what_is_no_language_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    for name in NONE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", value)
    assert language() == "en"
