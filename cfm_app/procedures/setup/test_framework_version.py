"""Which versions of Frappe the doctor warns of."""

from cfm_app.procedures.setup import framework_version
from cfm_app.testing import CFMTestCase


class TestFrameworkVersion(CFMTestCase):
    def test_versions_with_published_holes_are_told(self) -> None:
        for version in ("15.44.2", "15.106.9", "16.0.0", "16.16.1", "14.99.0", "16.0.0-dev"):
            with self.subTest(version):
                self.assertIn("holes", framework_version.judged(version)[2])
        for version in ("15.107.0", "15.200.1"):
            with self.subTest(version):
                self.assertEqual(framework_version.judged(version)[2], "")

    def test_a_version_on_which_the_suite_has_not_passed_is_told(self) -> None:
        for version in ("16.17.0", "17.0.0", "17.0.0-dev"):
            with self.subTest(version):
                self.assertIn("Keep real cases on Frappe 15", framework_version.judged(version)[2])
