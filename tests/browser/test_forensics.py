"""The look at a device's disk finds what a browser has packed: else words would seem to be gone that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from . import snappy
from .chromium import OPTIONS, find_chromium
from .forensics import lying_in, ways
from .interception import intercept

ADDRESS = "http://desk.localhost/"
WORD, LARGE, ABSENT = "ZIBELINE", "OKAPINOIR", "PANGOLINS"
# Parts of a word come before the word, so that the packed bytes point at them and never spell it.
KEPT = """async ([word, large]) => {
  const opened = await new Promise((done) => {
    const request = indexedDB.open('desk', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('held');
    request.onsuccess = () => done(request.result);
  });
  const put = (value, key) => new Promise((done) => {
    const transaction = opened.transaction('held', 'readwrite', { durability: 'strict' });
    transaction.objectStore('held').put(value, key);
    transaction.oncomplete = done;
  });
  const hidden = (each) => {
    const parts = Array.from({ length: 300 }, (_, at) => `${each.slice(0, 4)} ${at} ${each.slice(4)} ${at}`);
    return `${parts.join(' ')} ${each} ${'abc '.repeat(500)}`;
  };
  await put(hidden(word), 'small');
  await put(hidden(large).repeat(40), 'large');
  const noise = () => Array.from({ length: 1500 }, () => Math.random().toString(36)).join(' ');
  // More than the database keeps before it writes a table.
  for (let at = 0; at < 260; at += 1) await put(noise(), `noise ${at}`);
  opened.close();
}"""


def plainly_in(profile: Path, word: str) -> bool:
    """Whether a word stands in the bytes of a file as they lie there."""
    files = [each.read_bytes() for each in profile.rglob("*") if each.is_file()]
    return any(spelling in content for content in files for spelling in ways(word))


def test_words_that_a_browser_has_packed_are_found(chromium: Browser, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=find_chromium(), args=OPTIONS
    )
    try:
        page = context.pages[0] if context.pages else context.new_page()

        def answer(route: Route) -> None:
            route.fulfill(body="<p>desk</p>", content_type="text/html")

        intercept(page, ADDRESS, answer)
        page.goto(ADDRESS)
        page.evaluate(KEPT, [WORD, LARGE])
    finally:
        context.close()
    assert not plainly_in(profile, WORD)
    assert not plainly_in(profile, LARGE)
    assert set(lying_in(profile, [WORD, LARGE, ABSENT])) == {WORD, LARGE}


def test_what_snappy_writes_is_read() -> None:
    # "ZIBE" and " " as they are, four back from five, "LINE" as it is, and a copy that overlaps itself.
    packed = (
        bytes([21, 4 << 2]) + b"ZIBE " + bytes([1, 5, 3 << 2]) + b"LINE" + bytes([1 | 3 << 2, 1])
    )
    assert snappy.unpacked(bytes([20]) + packed[1:]) == b"ZIBE ZIBELINE" + b"E" * 7
    # By two and by four bytes, and what is too long for the first byte of its element.
    long = bytes(range(256)) * 2
    head = bytes([0x80 | 520 & 0x7F, 520 >> 7, 61 << 2]) + (511).to_bytes(2, "little")
    copies = bytes([3 << 2 | 2, 0, 2, 3 << 2 | 3, 0, 1, 0, 0])
    assert snappy.unpacked(b"..." + head + long + copies + b"behind", 3)[:512] == long


@pytest.mark.parametrize(
    "broken", [b"", b"\x80", b"\x05\x00", b"\x05\x01\x09", b"\xff\xff\xff\xff\x7f"]
)
def test_what_it_does_not_write_is_refused(broken: bytes) -> None:
    with pytest.raises(snappy.NotPackedError):
        snappy.unpacked(broken)
