"""A push service and a browser that is subscribed to it, written from the standards: RFC 8030, 8188, 8291, 8292."""

import base64
import json
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

P256 = ec.SECP256R1()


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


@dataclass
class Browser:
    """What a browser keeps of a subscription: it alone opens what is pushed."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(P256))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": base64url(self.point), "auth": base64url(self.secret)}

    def opened(self, body: bytes) -> bytes:
        """RFC 8188, 2.1 and 2.2, with the key of RFC 8291, 3.4."""
        salt, (size, length) = body[:16], struct.unpack(">IB", body[16:21])
        sender, records = body[21 : 21 + length], body[21 + length :]
        assert len(records) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(P256, sender)
        )
        material = _hkdf(self.secret, shared, b"WebPush: info\x00" + self.point + sender, 32)
        key = _hkdf(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _hkdf(salt, material, b"Content-Encoding: nonce\x00", 12)
        record = AESGCM(key).decrypt(nonce, records, None).rstrip(b"\x00")
        assert record[-1:] == b"\x02", "the last record"
        return record[:-1]


def _hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


@dataclass
class PushService:
    """An HTTP server that takes messages as push services do; `answers` are the states of the next ones."""

    address: str = ""
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    heard: threading.Event = field(default_factory=threading.Event)
    """Set when a message has come."""

    def endpoint(self, name: str = "one") -> str:
        return f"{self.address}/push/{name}"

    def check(self, at: int) -> dict[str, Any]:
        """Look at a message as a service does, RFC 8030 5 and RFC 8292 2; the claims of who sent it."""
        _path, headers, body = self.came[at]
        assert headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 0
        assert len(body) <= 4096
        scheme, _blank, rest = headers["authorization"].partition(" ")
        given = dict(each.strip().split("=", 1) for each in rest.split(","))
        assert scheme == "vapid"
        signed, _dot, signature = given["t"].rpartition(".")
        head, claims = (json.loads(unbase64url(each)) for each in signed.split("."))
        assert head["alg"] == "ES256"
        raw = unbase64url(signature)
        made = utils.encode_dss_signature(
            *(int.from_bytes(raw[at : at + 32], "big") for at in (0, 32))
        )
        key = ec.EllipticCurvePublicKey.from_encoded_point(P256, unbase64url(given["k"]))
        key.verify(made, signed.encode(), ec.ECDSA(hashes.SHA256()))
        assert claims["aud"] == self.address
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600
        assert claims["sub"].startswith(("mailto:", "https:"))
        return {**claims, "key": given["k"]}


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that listens until the end of the block."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.answers.pop(0) if service.answers else 201
            service.came.append((self.path, headers, body))
            service.heard.set()
            self.send_response(status)
            self.send_header("Location", f"{service.address}/message/1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
