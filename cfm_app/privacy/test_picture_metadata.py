"""Photos tell what is seen on them, and nothing that the camera noted."""

import base64
import io
import os

import frappe
from PIL import ExifTags, Image, ImageOps, PngImagePlugin

from cfm_app import consts
from cfm_app.privacy import file_bytes
from cfm_app.privacy.picture_metadata import without_metadata
from cfm_app.testing import CFMTestCase

CAMERA, PLACE = "Camera of Zibeline", (13.0, 12.0, 34.5)
SIDE_UP = 6


def noted(kind: str, **options: object) -> bytes:
    """A picture whose camera noted its name, a place and which side is up."""
    image = Image.frombytes("RGB", (24, 16), os.urandom(24 * 16 * 3))
    told = Image.Exif()
    told[ExifTags.Base.Model] = CAMERA
    told[ExifTags.Base.Orientation] = SIDE_UP
    told.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = PLACE
    out = io.BytesIO()
    image.save(out, kind, exif=told, **options)
    return out.getvalue()


def seen(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


class TestPictureMetadata(CFMTestCase):
    def is_clean(self, before: bytes, after: bytes) -> None:
        self.assertIn(CAMERA.encode(), before)
        self.assertNotIn(CAMERA.encode(), after)
        told = Image.open(io.BytesIO(after)).getexif()
        self.assertEqual(dict(told.get_ifd(ExifTags.IFD.GPSInfo)), {})
        self.assertEqual(seen(after), seen(before))
        self.assertEqual(without_metadata(after), after)

    def test_of_a_photo_stays_what_is_seen_and_which_side_is_up(self) -> None:
        for options in ({}, {"progressive": True}, {"comment": CAMERA}, {"restart_marker_rows": 1}):
            before = noted("JPEG", **options)
            after = without_metadata(before)
            self.is_clean(before, after)
            told = Image.open(io.BytesIO(after))
            self.assertEqual(dict(told.getexif()), {ExifTags.Base.Orientation: SIDE_UP})
            self.assertEqual(ImageOps.exif_transpose(told).size, (16, 24))

    def test_what_hangs_behind_a_photo_goes(self) -> None:
        before = noted("JPEG")
        self.assertEqual(without_metadata(before + noted("JPEG")), without_metadata(before))

    def test_colours_stay(self) -> None:
        profile = os.urandom(70_000)
        after = without_metadata(noted("JPEG", icc_profile=profile))
        self.assertEqual(Image.open(io.BytesIO(after)).info["icc_profile"], profile)
        image = Image.frombytes("CMYK", (8, 8), os.urandom(256))
        out = io.BytesIO()
        image.save(out, "JPEG")
        self.assertEqual(without_metadata(out.getvalue()), out.getvalue())

    def test_other_formats(self) -> None:
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", CAMERA)
        texts.add_itxt("Place", CAMERA)
        before = noted("PNG", pnginfo=texts)
        self.is_clean(before, without_metadata(before))
        before = noted("WEBP", lossless=True, xmp=CAMERA.encode())
        self.is_clean(before, without_metadata(before))

    def test_what_is_no_picture_stays_as_it_is(self) -> None:
        for content in (b"", b"%PDF-1.7", b"\xff\xd8", b"RIFF\0\0\0\0WAVEdata", os.urandom(500)):
            self.assertEqual(without_metadata(content), content)

    def test_a_damaged_one_loses_what_can_be_read_of_its_notes(self) -> None:
        whole = noted("JPEG")
        for length in range(len(whole)):
            part = without_metadata(whole[:length])
            self.assertNotIn(CAMERA.encode(), part)
        for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\xff\xff\xffWEBPVP8X"):
            for _time in range(50):
                without_metadata(start + os.urandom(200))

    def test_whatever_becomes_a_file(self) -> None:
        user = self.user(consts.OPERATOR)
        frappe.set_user(user)
        case = self.case()
        photo = noted("JPEG")
        encoded = f"data:image/jpeg;base64,{base64.b64encode(photo).decode()}"
        damaged = photo[: len(photo) // 2]
        for content, more in ((photo, {}), (encoded, {"decode": 1}), (damaged, {})):
            values = {"doctype": "File", "file_name": "photo.jpg", "is_private": 1}
            values |= {"attached_to_doctype": "Case", "attached_to_name": case.name}
            file = frappe.get_doc({**values, "content": content, **more}).insert()
            stored = file_bytes.read(file_bytes.path_of(file.file_url))
            whole = damaged if content is damaged else photo
            self.assertEqual(stored, without_metadata(whole))
            self.assertEqual(file.file_size, len(stored))
