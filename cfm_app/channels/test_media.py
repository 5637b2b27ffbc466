"""Files are known by how they begin, whatever they are called."""

from cfm_app.channels.media import kind_of
from cfm_app.testing import CFMTestCase


class TestMedia(CFMTestCase):
    def test_pictures_sound_and_film_in_boxes_are_told_apart(self) -> None:
        for brand, ending in (
            (b"heic", "heic"),
            (b"mif1", "heic"),
            (b"avif", "avif"),
            (b"qt  ", "mov"),
            (b"M4A ", "m4a"),
            (b"3gp5", "3gp"),
            (b"isom", "mp4"),
        ):
            self.assertEqual(kind_of(b"\0\0\0\x18ftyp" + brand), ending)
        self.assertIsNone(kind_of(b"MZ\x90\0"))
