"""Values in nested content, by paths."""

from unittest import TestCase

from cfm_app.channels import entries, paths

CONTENT = {"results": [{"from": "1", "status": {"id": 3}}], "a.b": "flat"}


class TestPaths(TestCase):
    def test_reading(self) -> None:
        self.assertEqual(paths.at(CONTENT, "results.0.from"), "1")
        self.assertEqual(paths.text_at(CONTENT, "results.0.status.id"), "3")
        self.assertEqual(paths.at(CONTENT, "a.b"), "flat")
        self.assertEqual(paths.at(CONTENT, "no.such | results.0.from"), "1")

    def test_nothing_there_is_nothing(self) -> None:
        for path in (None, "", "results.7.from", "results.x", "results.0.from.more"):
            self.assertIsNone(paths.at(CONTENT, path))
        self.assertEqual(paths.text_at(CONTENT, "results"), "")
        self.assertEqual(paths.items(CONTENT, "a.b"), [])

    def test_making(self) -> None:
        pairs = entries.pairs("m.0.to = 1\nm.0.text = a = b\n\nkey = x")
        self.assertEqual(paths.nested(pairs), {"m": [{"to": "1", "text": "a = b"}], "key": "x"})

    def test_words(self) -> None:
        self.assertEqual(entries.words("STOP, Arrêt ,,توقف"), {"stop", "arrêt", "توقف"})
