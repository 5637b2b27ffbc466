"""Numbers in one spelling, so that one person has one conversation."""

from cfm_app.channels import addresses
from cfm_app.testing import CFMTestCase


class TestAddresses(CFMTestCase):
    def test_one_number_however_it_comes(self) -> None:
        for text in ("+23566123456", "23566123456", "0023566123456", "66 12 34 56", "66123456"):
            self.assertEqual(addresses.normalised(text), "+23566123456", text)
        self.assertEqual(addresses.normalised("254791541111"), "+254791541111")

    def test_what_is_no_number_stays(self) -> None:
        self.assertEqual(addresses.normalised("MTN-Info"), "MTN-Info")
        self.assertIsNone(addresses.normalised(" "))
        self.assertIsNone(addresses.normalised(None))

    def test_what_could_be_markup_is_written_with_other_signs(self) -> None:
        self.assertEqual(addresses.normalised("A<b>C\n"), "A‹b›C")
        self.assertEqual(addresses.normalised("AT&T"), "AT&T")
        self.assertEqual(addresses.plain("a\ud800\0\x1b"), "a\ufffd")
        self.assertIsNone(addresses.plain("\n"))

    def test_an_address_of_e_mail_is_one_and_alone(self) -> None:
        self.assertEqual(addresses.email(" Achta+x=y@Gens.test "), "achta+x=y@gens.test")
        for text in (
            *("a@b.td,c@d.td", '"<img src=x>" <a@b.td>', "<a@b.td>", "a@b.td\r\nBcc: c@d.td", "a"),
            *("=?utf-8?q?a=0d=0ab?=@evil.cd", "a b@c.td", "a@b.td\0", f"{'a' * 60}@{'b' * 100}"),
        ):
            self.assertIsNone(addresses.email(text), text)
