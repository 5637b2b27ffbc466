"""Files tell what is seen and heard: what a camera or phone noted beside is taken out of pictures, films and sound."""

from cfm_app.security.file_contents import film_metadata, heif_metadata, picture_metadata

_KIND_OF_FIRST_BOX = slice(4, 8)
# Old films begin at once, some with a box that nobody needs, and parts of films with what they go on with.
_FIRST_BOXES = {b"ftyp", b"moov", b"mdat"}
_FIRST_WHOLE_BOXES = {b"wide", b"free", b"skip", b"uuid", b"pnot", b"styp", b"sidx", b"moof"}


def without_metadata(content: bytes) -> bytes:
    """The file without notes; other kinds of file, and what cannot be read of a damaged one, stay as they are."""
    if not _consists_of_boxes(content):
        return picture_metadata.without_metadata(content)
    cleared = bytearray(content)
    heif_metadata.clear_items(cleared)
    film_metadata.clear_film(cleared)
    return bytes(cleared)


def _consists_of_boxes(content: bytes) -> bool:
    """Texts may have such letters at this place, but such a length before them is longer than any file."""
    kind = content[_KIND_OF_FIRST_BOX]
    is_whole = int.from_bytes(content[:4], "big") <= len(content)
    return kind in _FIRST_BOXES or (kind in _FIRST_WHOLE_BOXES and is_whole)
