"""The telephone of a person: one-time codes (RFC 6238) made of the key that a page shows."""

import base64
import hashlib
import hmac
import struct
import time


def code(key: str, at: float | None = None) -> str:
    secret = base64.b32decode(key.replace(" ", ""))
    step = int((time.time() if at is None else at) // 30)
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
