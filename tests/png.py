"""A file that begins like a PNG and has one chunk of pixels, as nobody could draw them."""


def png_of(body: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + b"IDAT" + body + bytes(4)
