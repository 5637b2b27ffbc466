"""Films, sound and HEIC pictures tell what is seen and heard, and nothing that a phone noted."""

import base64
import io
import os
import struct
import time
import tracemalloc
from unittest import skipUnless

import frappe
from PIL import ExifTags, Image, features

from cfm_app.security.file_contents import file_bytes
from cfm_app.security.file_contents.metadata import without_metadata
from cfm_app.testing import CFMTestCase

PLACE = b"+12.1348+015.0557/"
MADE_ON = struct.pack(">II", 3_800_000_000, 3_800_000_001)
SEEN, HEARD = b"frames of a film", b"sound of a film"


def box(kind: bytes, *inner: bytes) -> bytes:
    told = b"".join(inner)
    return struct.pack(">I", len(told) + 8) + kind + told


def full(kind: bytes, *inner: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, numbers(version << 24 | flags), *inner)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def handler(kind: bytes, name: bytes = b"") -> bytes:
    return full(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")


def track(
    kind: bytes, offsets: list[int], sizes: list[int], *notes: bytes, number: int = 1
) -> bytes:
    """A track with as many samples in its first chunk as it has more sizes than chunks."""
    more = len(sizes) - len(offsets)
    table = box(
        b"stbl",
        full(b"stsd", numbers(0)),
        full(b"stsc", numbers(2, 1, 1 + more, 1, 2, 1, 1)),
        full(b"stsz", numbers(0, len(sizes), *sizes)),
        full(b"stco", numbers(len(offsets), *offsets)),
    )
    media = box(
        b"mdia",
        full(b"mdhd", MADE_ON, numbers(600, 1200), bytes(4)),
        handler(kind),
        box(b"minf", table),
    )
    return box(b"trak", full(b"tkhd", MADE_ON, numbers(number), bytes(64)), media, *notes)


def film(*tracks: bytes, data: bytes, last: bytes = b"") -> bytes:
    """A film whose data lies before its tables, so that offsets are known."""
    noted = box(b"udta", box(b"\xa9xyz", PLACE), box(b"meta", PLACE))
    head = full(b"mvhd", MADE_ON, numbers(600, 1200), bytes(80))
    return b"".join(
        (
            box(b"ftyp", b"isom", bytes(4)),
            box(b"mdat", data),
            box(b"moov", head, *tracks, noted, box(b"meta", handler(b"mdta"), PLACE)),
            last,
        )
    )


DATA_AT = 16 + 8


class TestFilmMetadata(CFMTestCase):
    def is_clean(self, before: bytes, after: bytes) -> None:
        self.assertIn(PLACE, before)
        self.assertNotIn(PLACE, after)
        self.assertNotIn(MADE_ON[:4], after)
        self.assertEqual(len(after), len(before))
        self.assertEqual(without_metadata(after), after)

    def test_of_a_film_stays_what_is_seen_and_heard(self) -> None:
        data = SEEN + HEARD
        before = film(
            track(b"vide", [DATA_AT], [len(SEEN)], box(b"udta", PLACE)),
            track(b"soun", [DATA_AT + len(SEEN)], [len(HEARD)]),
            data=data,
            last=box(b"uuid", bytes(16), PLACE) + box(b"free", PLACE),
        )
        after = without_metadata(before)
        self.is_clean(before, after)
        self.assertIn(data, after)
        for kind in (b"vide", b"soun"):
            self.assertIn(handler(kind), after)

    def test_a_track_of_notes_goes_with_what_it_says_each_second(self) -> None:
        """The chunks of cameras lie between those of the film, and their samples are of any length."""
        notes = [b"N12.13", b"E15.0557", b"N12.14"]
        data = notes[0] + notes[1] + SEEN + notes[2]
        last = DATA_AT + len(data) - len(notes[2])
        seen_at = DATA_AT + data.index(SEEN)
        before = film(
            track(b"meta", [DATA_AT, last], [len(each) for each in notes]),
            track(b"vide", [seen_at], [len(SEEN)]),
            data=data,
        )
        after = without_metadata(before)
        self.is_clean(before, after)
        kept = after[DATA_AT : DATA_AT + len(data)]
        self.assertEqual(kept.strip(b"\0"), SEEN)
        self.assertEqual(kept.index(SEEN), data.index(SEEN))

    def test_samples_of_any_width_are_found(self) -> None:
        notes = (b"N12.13", b"E15.0557")
        sizes = [len(each) for each in notes]
        data = b"".join(notes) + SEEN
        for width, told in ((4, bytes([6 << 4 | 8])), (8, bytes(sizes)), (16, b"\0\6\0\10")):
            table = box(
                b"stbl",
                full(b"stsc", numbers(1, 1, 2, 1)),
                full(b"stz2", numbers(width, 2), told),
                full(b"co64", numbers(1, 0, DATA_AT)),
            )
            noted = box(b"trak", box(b"mdia", handler(b"meta"), box(b"minf", table)))
            after = without_metadata(film(noted, data=data))
            self.assertEqual(after[DATA_AT : DATA_AT + len(data)].strip(b"\0"), SEEN)

    def test_a_track_of_notes_goes_from_fragments(self) -> None:
        """A run is counted from the file, from its fragment, or from the run before it."""
        tracks = [track(b"meta", [], [], number=1), track(b"vide", [], [], number=2)]
        extends = box(b"mvex", full(b"trex", numbers(1, 1, 0, len(PLACE), 0)))
        begun = box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", *tracks, extends)
        data = PLACE + SEEN

        def fragment(way: int, data_at: int) -> bytes:
            at, base = (data_at + len(begun), numbers(0, 0)) if way == 0x1 else (data_at, b"")
            head = full(b"tfhd", numbers(1), base, flags=way)
            noted = full(b"trun", numbers(1, at), flags=0x1)
            seen = full(b"trun", numbers(1, len(SEEN)), flags=0x200)
            told = box(b"udta", PLACE)
            parts = box(b"traf", head, noted, told), box(b"traf", full(b"tfhd", numbers(2)), seen)
            return box(b"moof", full(b"mfhd", numbers(1)), *parts)

        for way in (0, 0x1, 0x20000):
            data_at = len(fragment(way, 0)) + 8
            before = begun + fragment(way, data_at) + box(b"mdat", data)
            after = without_metadata(before)
            self.assertNotIn(PLACE, after)
            self.assertTrue(after.endswith(bytes(len(PLACE)) + SEEN))

    def test_names_that_cameras_and_people_give_go(self) -> None:
        """Those of tracks, of encoders, and of the file that somebody cut."""
        codec = box(
            b"avc1", bytes(42), PLACE.ljust(36, b"\0"), box(b"avcC", SEEN), box(b"udta", PLACE)
        )
        table = box(b"stbl", full(b"stsd", numbers(1), codec), box(b"udta", PLACE))
        kind = box(
            b"minf",
            handler(b"alis", PLACE),
            box(b"dinf", full(b"dref", numbers(1), full(b"alis", PLACE))),
            table,
        )
        named = box(b"trak", box(b"mdia", handler(b"vide", PLACE), kind))
        before = film(named, data=HEARD)
        after = without_metadata(before)
        self.is_clean(before, after)
        self.assertIn(box(b"avcC", SEEN), after)

    def test_what_begins_with_another_box_is_read_and_no_text(self) -> None:
        plain = film(data=SEEN)
        for kind in (b"free", b"skip", b"uuid", b"pnot", b"styp"):
            self.assertNotIn(PLACE, without_metadata(box(kind, bytes(16)) + plain))
        for word in (b"free", b"skip", b"uuid", b"wide"):
            text = b"Too " + word + b" is the road. " * 9
            self.assertEqual(without_metadata(text), text)

    def test_boxes_of_any_length_are_read(self) -> None:
        """The last one may be cut off, reach to the end, or tell its length in eight bytes."""
        plain = film(data=SEEN)
        large = box(b"ftyp", b"qt  ", bytes(4)) + struct.pack(">I4sQ", 1, b"udta", 16 + len(PLACE))
        for before in (
            plain + box(b"udta", PLACE)[:-1],
            plain + b"\0\0\0\0udta" + PLACE,
            large + PLACE + plain,
        ):
            after = without_metadata(before)
            self.assertNotIn(PLACE[:-1], after)
            self.assertIn(SEEN, after)

    def test_files_that_lie_are_read_in_little_time(self) -> None:
        many = 200_000
        whole = numbers(many, *[DATA_AT] * many)
        table = box(
            b"stbl",
            full(b"stsc", numbers(1, 1, 0xFFFFFFFF, 1)),
            full(b"stsz", numbers(0xFFFFFFFF, 0xFFFFFFFF)),
            full(b"stco", whole),
        )
        lying = box(b"trak", box(b"mdia", handler(b"meta"), box(b"minf", table)))
        begun = time.process_time()
        without_metadata(film(lying, data=SEEN))
        without_metadata(box(b"ftyp", bytes(8)) + numbers(8, 0) * many)
        self.assertLess(time.process_time() - begun, 10)

    def test_boxes_that_all_claim_the_file_are_read_in_little_time(self) -> None:
        data = bytes(8_000_000)
        # Behind all that is read, so that none overwrites the next.
        claiming = picture(data_at=4_000_000, of_first=0x7FFFFFFF)
        table = box(
            b"stbl",
            full(b"stsc", numbers(1, 1, 1, 1)),
            full(b"stsz", numbers(0xFFFFFFFF, 1)),
            full(b"stco", numbers(1, 4_000_000)),
        )
        lying = box(b"trak", box(b"mdia", handler(b"meta"), box(b"minf", table)))
        begun = time.process_time()
        for many in (claiming * 6_000, box(b"ftyp", bytes(8)) + box(b"moov", lying * 20_000)):
            without_metadata(many + box(b"mdat", data))
        self.assertLess(time.process_time() - begun, 10)

    def test_a_table_of_millions_of_rows_takes_little_memory(self) -> None:
        many = 50_000
        table = box(
            b"stbl",
            full(b"stsc", numbers(1, 1, 1, 1)),
            full(b"stsz", numbers(0, many), b"\0\0\0\1" * many),
            full(b"stco", numbers(many), b"\1\0\0\0" * many),
        )
        lying = box(b"trak", box(b"mdia", handler(b"meta"), box(b"minf", table)))
        before = film(lying, data=SEEN)
        tracemalloc.start()
        without_metadata(before)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(most, 4 * len(before))

    def test_no_cut_file_stops_an_upload(self) -> None:
        for before in (picture(), film(track(b"meta", [DATA_AT], [4]), data=SEEN)):
            for length in range(len(before)):
                self.assertEqual(len(without_metadata(before[:length])), length)

    def test_no_damaged_file_stops_an_upload(self) -> None:
        before = film(track(b"meta", [DATA_AT], [4]), data=SEEN) + picture()
        for _try in range(300):
            broken = bytearray(before)
            for _byte in range(8):
                broken[int.from_bytes(os.urandom(2), "big") % len(broken)] = os.urandom(1)[0]
            self.assertEqual(len(without_metadata(bytes(broken))), len(before))

    def test_what_is_uploaded_is_stored_without_notes(self) -> None:
        before = film(track(b"vide", [DATA_AT], [len(SEEN)]), data=SEEN)
        for content, decode in ((before, False), (base64.b64encode(before), True)):
            values = {"doctype": "File", "file_name": "film.mp4", "is_private": 1}
            doc = frappe.get_doc({**values, "content": content, "decode": decode}).insert()
            self.is_clean(before, file_bytes.read(file_bytes.path_of(doc.file_url)))

    # --- pictures ---------------------------------------------------------------------------
    def test_of_a_picture_stays_what_is_seen(self) -> None:
        before = picture()
        after = without_metadata(before)
        self.assertEqual(len(after), len(before))
        self.assertNotIn(PLACE, after)
        self.assertIn(SEEN, after)
        self.assertEqual(without_metadata(after), after)

    def test_a_picture_that_is_cut_off_keeps_no_other_notes(self) -> None:
        """What an item has behind the end of the file is not counted."""
        before = picture(of_first=0x7FFFFFFF)
        self.assertIn(PLACE, before)
        self.assertNotIn(PLACE, without_metadata(before))

    def test_a_picture_in_one_box_stays(self) -> None:
        before = box(b"ftyp", b"mif3", b"avif") + box(b"mini", SEEN)
        self.assertEqual(without_metadata(before), before)

    @skipUnless(features.check("avif"), "needs a decoder")
    def test_a_decoder_sees_the_same(self) -> None:
        image = Image.frombytes("RGB", (24, 16), os.urandom(24 * 16 * 3))
        told = Image.Exif()
        told[ExifTags.Base.Model] = PLACE.decode()
        told[ExifTags.Base.Orientation] = 6
        for options in ({}, {"save_all": True, "append_images": [image.rotate(90)]}):
            out = io.BytesIO()
            image.save(out, "AVIF", exif=told, xmp=b"<x>" + PLACE + b"</x>", **options)
            before = out.getvalue()
            after = without_metadata(before)
            self.assertIn(PLACE, before)
            self.assertNotIn(PLACE, after)
            same = [Image.open(io.BytesIO(each)) for each in (before, after)]
            self.assertEqual(same[0].convert("RGB").tobytes(), same[1].convert("RGB").tobytes())
            self.assertEqual(set(same[1].getexif()) - {ExifTags.Base.Orientation}, set())


def picture(data_at: int = 0, of_first: int = 0) -> bytes:
    """A HEIC picture with Exif and XMP, one in the file and one in the box of its description.

    Or a lying one, whose data is elsewhere, or whose first notes are longer than the file.
    """
    exif, xmp = bytes(4) + b"MM\0*" + PLACE + bytes(16), b"<x>" + PLACE + b"</x>" + bytes(30)
    kinds = {1: b"hvc1", 4: b"uri ", 2: b"Exif", 3: b"mime"}
    entries = [
        full(b"infe", struct.pack(">HH", item, 0), kind, b"\0", version=2)
        for item, kind in kinds.items()
    ]

    def described(data_at: int) -> bytes:
        places = (
            (1, 0, data_at, len(SEEN)),
            (4, 0, data_at + len(SEEN) + len(exif), of_first),
            (2, 0, data_at + len(SEEN), len(exif)),
            (3, 1, 0, len(xmp)),
        )
        rows = [
            struct.pack(">HHHH", item, method, 0, 1) + numbers(at, length)
            for item, method, at, length in places
        ]
        return full(
            b"meta",
            handler(b"pict", PLACE),
            box(b"iprp", box(b"ipco", full(b"udes", PLACE), full(b"ispe", numbers(4, 4)))),
            full(b"iinf", struct.pack(">H", len(entries)), *entries),
            full(b"iloc", b"\x44\0", struct.pack(">H", len(rows)), *rows, version=1),
            box(b"idat", xmp),
            box(b"uuid", PLACE),
        )

    kind = box(b"ftyp", b"heic", bytes(4))
    begin = len(kind) + len(described(0)) + 8
    return kind + described(data_at or begin) + box(b"mdat", SEEN, exif)
