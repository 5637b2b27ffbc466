"""IDs are kept as they are where they fit, and may be named in a mail where they are plain."""

from unittest import TestCase

from cfm_app.channels import ids

PLAIN = ("<a.b@c.test>", "<CAHk-=wi+x_y@mail.gmail.com>", "<1$2@[IPv6:2001:db8::1]>", "<!~@a_b>")
NOT_PLAIN = (
    *("", "a@b", "<a>", "<a@b", "<a@b> ", "<a@b><c@d>", "<a b@c>", "<a@b\r\nX: y>", "<a\n@b>"),
    *("<=?utf-8?q?x?=@b>", "<a(b)@c>", '<"a"@c>', "<a@b@c>", "<é@b>", "<svg/onload=x@b>"),
    *("<a\ud800@b>", "<a\u2028@b>", f"<{'a' * 128}@{'b' * 128}>", "<@b>", "<a@>", "<a&lt;@b>"),
)


class TestIds(TestCase):
    def test_plain_ids_may_be_named(self) -> None:
        for text in PLAIN:
            self.assertTrue(ids.is_message_id(text), text)
            self.assertEqual(ids.fitting(text), text)

    def test_nothing_else_may(self) -> None:
        for text in NOT_PLAIN:
            self.assertFalse(ids.is_message_id(text), text)

    def test_what_does_not_fit_is_known_by_its_digest(self) -> None:
        for text in ("x" * 141, "<b>", "a\nb", "a\ud800"):
            found = ids.fitting(text)
            self.assertEqual(len(found), 64, text)
            self.assertEqual(found, ids.fitting(text))
        self.assertNotEqual(ids.fitting("x" * 141), ids.fitting("x" * 142))
        self.assertEqual((ids.fitting("wamid.AB=="), ids.fitting(None)), ("wamid.AB==", ""))
