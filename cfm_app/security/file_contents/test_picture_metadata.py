"""Photos tell what is seen on them, and nothing that the camera noted."""

import base64
import io
import os
import struct
import sys

import frappe
from PIL import ExifTags, Image, ImageOps, PngImagePlugin

from cfm_app.base import consts
from cfm_app.security.file_contents import file_bytes
from cfm_app.security.file_contents.picture_metadata import without_metadata
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


def segment(marker: int, told: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(told) + 2) + told


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
            self.keeps_side_up(after)

    def keeps_side_up(self, after: bytes) -> None:
        told = Image.open(io.BytesIO(after))
        self.assertEqual(dict(told.getexif()), {ExifTags.Base.Orientation: SIDE_UP})
        self.assertEqual(ImageOps.exif_transpose(told).size, (16, 24))

    def test_the_first_notes_say_which_side_is_up(self) -> None:
        sideways, upright = noted("JPEG"), b"\xff\xe1\0\x10Exif\0\0MM\0*\0\0\0\x08"
        before = sideways[:2] + upright + sideways[2:]
        after = without_metadata(before)
        self.assertEqual(dict(Image.open(io.BytesIO(after)).getexif()), {})
        self.keeps_side_up(
            without_metadata(
                sideways[:2] + sideways[2:].replace(b"\xff\xdb", upright + b"\xff\xdb", 1)
            )
        )

    def test_segments_that_no_decoder_needs_go(self) -> None:
        plain = without_metadata(noted("JPEG"))
        small = noted("JPEG")
        inks = b"Adobe" + bytes(7)
        for marker, told, kept in (
            (0xE0, b"JFXX\0\x10" + small, b""),
            (0xE0, b"II*\0HEAPJPGM" + CAMERA.encode(), b""),
            (0xEE, CAMERA.encode(), b""),
            (0xEE, inks + CAMERA.encode(), segment(0xEE, inks)),
            (0xEB, b"JP" + CAMERA.encode(), b""),
        ):
            before = plain[:20] + segment(marker, told) + plain[20:]
            self.assertEqual(without_metadata(before), plain[:20] + kept + plain[20:])

    def test_the_small_picture_in_the_head_goes(self) -> None:
        plain = without_metadata(noted("JPEG"))
        self.assertEqual(plain[6:11], b"JFIF\0")
        thumbnail = CAMERA.encode().ljust(3 * 8)
        before = plain[:2] + segment(0xE0, plain[6:18] + b"\x02\x04" + thumbnail) + plain[20:]
        self.assertEqual(without_metadata(before), plain)

    def test_notes_behind_odd_bytes_go(self) -> None:
        plain = without_metadata(noted("JPEG"))
        at, end = plain.index(b"\xff\xda") + 30, len(plain) - 2
        told = segment(0xFE, CAMERA.encode())
        for before in (
            plain[:20] + b"\0\0" + told + plain[20:],
            plain[:20] + b"\xff" * 9 + told + plain[20:],
            plain[:at] + b"\xff\xff\0" + plain[at:end] + told + plain[end:],
        ):
            self.assertNotIn(CAMERA.encode(), without_metadata(before))

    def test_a_file_of_nothing_but_beginnings_takes_no_time(self) -> None:
        size = 4_000_000
        for start, part in (
            (b"\xff\xd8", b"\xff"),
            (b"\xff\xd8", b"\xff\xd0"),
            (b"\xff\xd8", b"\xff\xc4\0\2"),
            (b"\xff\xd8\xff\xda\0\2", b"\xff\0"),
            (b"\x89PNG\r\n\x1a\n", bytes(12)),
            (b"RIFF\xff\xff\xff\x7fWEBP", b"ABCD\0\0\0\0"),
        ):
            calls = 0

            def count(_frame: object, event: str, _argument: object) -> None:
                nonlocal calls
                calls += event in ("call", "c_call")

            content = start + part * (size // len(part))
            sys.setprofile(count)
            try:
                without_metadata(content)
            finally:
                sys.setprofile(None)
            self.assertLess(calls, 1_500_000, part)

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
        for before in (
            noted("PNG", pnginfo=texts),
            noted("WEBP", lossless=True, xmp=CAMERA.encode()),
            noted("WEBP", icc_profile=b"colours"),
        ):
            self.is_clean(before, without_metadata(before))
            self.keeps_side_up(without_metadata(before))

    def test_chunks_that_no_decoder_needs_go(self) -> None:
        told = CAMERA.encode().ljust(18)
        size = len(told)
        plain = without_metadata(noted("PNG"))
        for kind in (b"caBX", b"zxIf", b"prVW", b"raWx"):
            chunk = struct.pack(">I", size) + kind + told + bytes(4)
            self.assertEqual(without_metadata(plain[:33] + chunk + plain[33:]), plain)
        plain = without_metadata(noted("WEBP"))
        whole = plain[8:] + b"C2PA" + struct.pack("<I", size) + told
        self.assertEqual(without_metadata(b"RIFF" + struct.pack("<I", len(whole)) + whole), plain)

    def test_films_stay_whole(self) -> None:
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
        exif = Image.Exif()
        exif[ExifTags.Base.Model] = CAMERA
        for kind in ("PNG", "WEBP"):
            out = io.BytesIO()
            frames[0].save(out, kind, save_all=True, append_images=frames[1:], exif=exif)
            after = Image.open(io.BytesIO(without_metadata(out.getvalue())))
            self.assertEqual(after.n_frames, 3)
            self.assertEqual(dict(after.getexif()), {})

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
        bare = base64.b64encode(photo).rstrip(b"=")
        given = ((photo, {}), (encoded, {"decode": 1}), (bare, {"decode": 1}), (damaged, {}))
        for content, more in given:
            values = {"doctype": "File", "file_name": "photo.jpg", "is_private": 1}
            values |= {"attached_to_doctype": "Case", "attached_to_name": case.name}
            file = frappe.get_doc({**values, "content": content, **more}).insert()
            stored = file_bytes.read(file_bytes.path_of(file.file_url))
            whole = damaged if content is damaged else photo
            self.assertEqual(stored, without_metadata(whole))
            self.assertEqual(file.file_size, len(stored))
