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
