"""Picture files as telephones write them, for the tests that send some."""

import struct
from pathlib import Path

from .site import REPOSITORY

DEMONSTRATION = sorted((REPOSITORY / "demo" / "photos").glob("*.jpg"))
FIXTURES = REPOSITORY / "Tests" / "CLODocumentsTests" / "Fixtures"


def with_camera_data(photo: bytes, orientation: int, taken: str) -> bytes:
    """The same JPEG with what a camera writes into it: orientation, date, model, and the place (GPS)."""
    texts = {0x0110: b"Telephone 15\0", 0x9003: taken.encode() + b"\0", 0x001D: b"2026:11:22\0"}
    main = 8
    exif = main + 2 + 4 * 12 + 4
    gps = exif + 2 + 12 + 4
    heap = gps + 2 + 12 + 4
    places, stored = {}, b""
    for tag, text in texts.items():
        places[tag] = heap + len(stored)
        stored += text

    def entry(tag, kind, count, value):
        return struct.pack(">HHI", tag, kind, count) + value

    def text(tag):
        return entry(tag, 2, len(texts[tag]), struct.pack(">I", places[tag]))

    tiff = b"MM\0*" + struct.pack(">I", main)
    tiff += struct.pack(">H", 4) + text(0x0110) + entry(0x0112, 3, 1, struct.pack(">HH", orientation, 0))
    tiff += entry(0x8769, 4, 1, struct.pack(">I", exif)) + entry(0x8825, 4, 1, struct.pack(">I", gps)) + bytes(4)
    tiff += struct.pack(">H", 1) + text(0x9003) + bytes(4)
    tiff += struct.pack(">H", 1) + text(0x001D) + bytes(4) + stored
    segment = b"Exif\0\0" + tiff
    return photo[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + photo[2:]


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height as they are stored."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


def files(count: int, start: int = 0) -> list[Path]:
    """So many photos of the demonstration, each another one."""
    return DEMONSTRATION[start : start + count]
