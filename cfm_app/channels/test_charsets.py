"""Charsets of mail are read; nothing else that Python could do with bytes is done."""

import time
from unittest import TestCase

from cfm_app.channels import charsets

READ = {
    "utf-8": "Reçu 🌾",
    "UTF8": "Reçu",
    "utf-16": "مرحبا",
    "utf-16be": "مرحبا",
    "utf-32-le": "Reçu",
    "windows-1256": "مرحبا",
    "iso-8859-6": "مرحبا",
    "iso-8859-15": "œuvre",
    "cp850": "Reçu",
    "koi8-r": "Привет",
    "gb2312": "你好",
    "GB18030": "你好",
    "big5": "你好",
    "shift_jis": "こんにちは",
    "iso-2022-jp": "こんにちは",
    "euc-kr": "안녕",
    "utf-8*fr": "Reçu",
}
REFUSED = (
    *("punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "rot13", "hex", "zip"),
    *("undefined", "mbcs", "oem", "", None, "a" * 10_000, "utf-8\0", "../utf_8", "no-such"),
)
KNOWN = (*READ, "ascii", "latin1", "cp1252", "hz-gb-2312", "iso-2022-kr", "euc-jp", "tis-620")


class TestCharsets(TestCase):
    def test_what_people_write_in_is_read(self) -> None:
        for charset, text in READ.items():
            codec = charsets.codec(charset)
            assert codec, charset
            self.assertEqual(charsets.decoded(text.encode(codec), charset), text, charset)

    def test_no_other_codec_is_asked(self) -> None:
        for charset in REFUSED:
            self.assertIsNone(charsets.codec(charset), charset)
            self.assertEqual(charsets.decoded("Reçu".encode(), charset), "Reçu", charset)

    def test_megabytes_take_no_time_in_any(self) -> None:
        for charset in KNOWN:
            started = time.process_time()
            charsets.decoded(b"a" * (6 << 20) + b"-\x1b$B" + b"b" * (3 << 20), charset)
            self.assertLess(time.process_time() - started, 5, charset)

    def test_the_beginning_of_too_much_is_read_in_its_charset(self) -> None:
        many = charsets.decoded("é".encode() * charsets.MOST_BYTES, "utf-8")
        self.assertEqual(set(many), {"é"})
        odd = charsets.decoded(b"a" + "é".encode() * charsets.MOST_BYTES, "utf-8")
        self.assertEqual(set(odd), {"a", "é"})
