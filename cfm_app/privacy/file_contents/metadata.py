"""Files tell what is seen and heard: what a camera or phone noted beside is taken out of pictures, films and sound."""

from cfm_app.privacy.file_contents import film_metadata, item_metadata, picture_metadata

_KIND_OF_FIRST_BOX = slice(4, 8)
# Old films begin at once.
_FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"wide"}


def without_metadata(content: bytes) -> bytes:
    """The file without notes; other kinds of file, and what cannot be read of a damaged one, stay as they are."""
    if content[_KIND_OF_FIRST_BOX] not in _FIRST_BOXES:
        return picture_metadata.without_metadata(content)
    cleared = bytearray(content)
    item_metadata.clear_items(cleared)
    film_metadata.clear_film(cleared)
    return bytes(cleared)
