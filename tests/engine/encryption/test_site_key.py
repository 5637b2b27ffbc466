"""A key opens with its passphrase or its recovery code, and with nothing else."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.core import site_key
from frappe_embedded.kernel.core.site_key import (
    KEY_FILE,
    BadKeyFile,
    WeakPassphrase,
    WrongPassphrase,
    change_passphrase,
    make_key,
    open_key,
    write_key_file,
)

PASSPHRASE = "cinq mots tirés au sort"
OTHER = "خمس كلمات مختارة بالصدفة"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_key, "_COST", {"memory_kib": 64, "passes": 1, "lanes": 1})


@pytest.fixture
def new(tmp_path: Path) -> site_key.NewKey:
    new = make_key(PASSPHRASE)
    write_key_file(tmp_path, new.file)
    return new


def test_it_opens_with_the_passphrase_however_accents_are_typed(
    new: site_key.NewKey, tmp_path: Path
) -> None:
    for form in ("NFC", "NFD"):
        assert open_key(tmp_path, unicodedata.normalize(form, PASSPHRASE)) == new.key  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " ")])
def test_it_opens_with_the_recovery_code_however_it_is_typed(
    new: site_key.NewKey, tmp_path: Path, change: Any
) -> None:
    assert open_key(tmp_path, change(new.recovery_code)) == new.key


@pytest.mark.parametrize("given", ["", PASSPHRASE[:-1], PASSPHRASE + " ", "A" * 25])
def test_nothing_else_opens_it(new: site_key.NewKey, tmp_path: Path, given: str) -> None:
    with pytest.raises(WrongPassphrase, match="Nothing was changed"):
        open_key(tmp_path, given)


def test_the_file_holds_neither_key_nor_what_opens_it(new: site_key.NewKey, tmp_path: Path) -> None:
    stored = (tmp_path / KEY_FILE).read_text()
    for secret in (PASSPHRASE, new.recovery_code, new.key.data.hex()):
        assert secret not in stored
    assert "data" not in repr(new.key) and new.recovery_code not in repr(new)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_another_passphrase_opens_the_same_key(new: site_key.NewKey, tmp_path: Path) -> None:
    change_passphrase(tmp_path, new.key, OTHER)
    assert open_key(tmp_path, OTHER) == open_key(tmp_path, new.recovery_code) == new.key
    with pytest.raises(WrongPassphrase):
        open_key(tmp_path, PASSPHRASE)


def test_a_short_passphrase_is_refused(new: site_key.NewKey, tmp_path: Path) -> None:
    for attempt in (
        lambda: make_key("elevensigns"),
        lambda: change_passphrase(tmp_path, new.key, " " * 20),
    ):
        with pytest.raises(WeakPassphrase):
            attempt()
    assert open_key(tmp_path, PASSPHRASE) == new.key


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"slots": [{}]},
        {"slots": "none"},
        {"identity": 7},
    ],
)
def test_a_damaged_file_is_told(new: site_key.NewKey, tmp_path: Path, change: Any) -> None:
    about = json.loads(new.file)
    (tmp_path / KEY_FILE).write_text(json.dumps({**about, **change}))
    with pytest.raises(BadKeyFile):
        open_key(tmp_path, PASSPHRASE)


def test_a_file_cannot_ask_for_all_the_memory(new: site_key.NewKey, tmp_path: Path) -> None:
    about = json.loads(new.file)
    about["slots"][0]["memory_kib"] = 2**40
    (tmp_path / KEY_FILE).write_text(json.dumps(about))
    with pytest.raises(BadKeyFile):
        open_key(tmp_path, PASSPHRASE)


def test_each_purpose_has_a_key_of_its_own(new: site_key.NewKey) -> None:
    keys = {new.key.derived(each, salt) for each in ("a", "b") for salt in (b"", b"1", b"2")}
    assert len(keys) == 6 and new.key.data not in keys
