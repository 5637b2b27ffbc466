"""An encrypted file reads as it was written, from any place, and shows each change."""

from __future__ import annotations

import io
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frappe_embedded.kernel.core.sealed_file import (
    HEADER,
    DamagedFile,
    is_sealed_file,
    name_within,
    open_sealed,
    size_within,
    write_sealed,
)
from frappe_embedded.kernel.core.site_key import SiteKey

KEY = SiteKey("one", bytes(range(32)))
PIECE = 65_536
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17)


def sealed(content: bytes, name: str = "", key: SiteKey = KEY) -> bytes:
    target = io.BytesIO()
    write_sealed(io.BytesIO(content), target, key, name)
    return target.getvalue()


def read(stored: bytes, key: SiteKey = KEY) -> bytes:
    return open_sealed(io.BytesIO(stored), key).read()


@pytest.mark.parametrize("size", SIZES)
def test_it_reads_as_it_was_written(size: int) -> None:
    content = os.urandom(size)
    stored = sealed(content, "Ménage n° 7, أسرة.pdf")
    assert read(stored) == content
    assert size_within(len(stored)) == size
    assert name_within(io.BytesIO(stored), KEY) == "Ménage n° 7, أسرة.pdf"
    assert is_sealed_file(io.BytesIO(stored))


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 1, 1000))

    content, target = os.urandom(2 * PIECE), io.BytesIO()
    write_sealed(Slow(content), target, KEY)
    assert read(target.getvalue()) == content


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_part_can_be_read(data: st.DataObject) -> None:
    content = random.Random(7).randbytes(2 * PIECE + 100)
    opened = open_sealed(io.BytesIO(STORED), KEY)
    for _ in range(4):
        start = data.draw(st.integers(0, len(content) + 10))
        length = data.draw(st.integers(0, PIECE + 10))
        opened.seek(start)
        assert opened.read(length) == content[start : start + length]
    assert opened.seek(0, os.SEEK_END) == len(content)


STORED = sealed(random.Random(7).randbytes(2 * PIECE + 100))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_cut_off_or_lengthened_shows(size: int) -> None:
    stored = sealed(os.urandom(size))
    for end in {len(stored) - 1, len(stored) - 16, HEADER + PIECE + 16, HEADER, HEADER - 1, 0}:
        if end < len(stored):
            with pytest.raises(DamagedFile):
                read(stored[:end])
    with pytest.raises(DamagedFile):
        read(stored + b"\0")
    with pytest.raises(DamagedFile):
        read(stored + os.urandom(PIECE))


def test_pieces_that_change_places_show() -> None:
    whole = PIECE + 16
    body = STORED[HEADER:]
    with pytest.raises(DamagedFile):
        read(STORED[:HEADER] + body[whole : 2 * whole] + body[:whole] + body[2 * whole :])


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(STORED) - 1), st.integers(1, 255))
def test_each_change_shows(at: int, difference: int) -> None:
    changed = bytearray(STORED)
    changed[at] ^= difference
    with pytest.raises(DamagedFile):
        name_within(io.BytesIO(changed), KEY)
        read(bytes(changed))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(DamagedFile):
        read(STORED, SiteKey("one", bytes(32)))


def test_the_same_content_is_stored_in_another_way_each_time() -> None:
    first, second = sealed(b"a" * 100, "a"), sealed(b"a" * 100, "a" * 900)
    assert len(first) == len(second) and first[4:] != second[4:]
