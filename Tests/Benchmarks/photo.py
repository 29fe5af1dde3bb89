"""Measures « clo photo » against vipsthumbnail making the same three renditions of a photo of 12 megapixels.

Prints a table as Markdown. The photo is one of the demonstration's drawings, enlarged, with a camera's grain laid over
it: as heavy to decode as what a telephone takes.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS = 9
WIDTH, HEIGHT = 4000, 3000
SIZES = (480, 1280, 2560)
SLOWER, MEMORY = 1.30, 200e6


class Failure(Exception):
    """What was measured is not what was meant to be."""


def take_photo(drawing: Path, work: Path) -> Path:
    """« photo.jpg », as a telephone would have taken it."""
    def vips(*arguments) -> None:
        subprocess.run(["vips", *map(str, arguments)], check=True, cwd=work)

    vips("thumbnail", drawing, "large.v", WIDTH, "--height", HEIGHT, "--crop", "centre", "--size", "both")
    vips("gaussnoise", "grain.v", WIDTH, HEIGHT, "--sigma", 9, "--mean", 0)
    vips("add", "large.v", "grain.v", "sum.v")
    vips("cast", "sum.v", "photo.v", "uchar")
    vips("jpegsave", "photo.v", "photo.jpg", "--Q", 92)
    return work / "photo.jpg"


def run(commands: list[list], work: Path) -> tuple[float, int]:
    """Seconds that the commands took one after the other, and the most memory in bytes of one of them."""
    before, memory = time.perf_counter(), 0
    for command in commands:
        process = subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise Failure(f"{command[0]} failed")
        memory = max(memory, usage.ru_maxrss * 1024)
    return time.perf_counter() - before, memory


def size_of(file: Path) -> tuple[int, int]:
    out = [subprocess.run(["vipsheader", "-f", field, file], check=True, capture_output=True, text=True).stdout
           for field in ("width", "height")]
    return int(out[0]), int(out[1])


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--drawing", type=Path, required=True)
    options.add_argument("--tool", nargs="+", required=True, help="clo, with what runs before it")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        photo = take_photo(given.drawing, work)
        ours = [[*given.tool, "photo", photo, "--out", work / "ours"]]
        # Encoded as ours are (cvips.c), upright and without metadata as well.
        settings = "[Q=80,interlace,optimize_coding,subsample-mode=on,strip]"
        theirs = [["vipsthumbnail", photo, "--size", f"{size}x{size}", "--eprofile", "srgb",
                   "-o", f"{work}/theirs-{size}.jpg{settings}"] for size in SIZES]
        times, memory = ([], []), ([], [])
        for number in range(ROUNDS + 1):
            print(f"Photo, round {number} of {ROUNDS}", file=sys.stderr, flush=True)
            for place, commands in enumerate((ours, theirs)):
                seconds, most = run(commands, work)
                # The first warms both.
                if number:
                    times[place].append(seconds), memory[place].append(most)
        for size in SIZES:
            pair = size_of(work / "ours" / f"{size}.jpg"), size_of(work / f"theirs-{size}.jpg")
            if pair[0] != pair[1] or max(pair[0]) != size:
                raise Failure(f"the renditions of {size} pixels differ: {pair}")
        ratio = median(one / other for one, other in zip(*times))
        most = max(memory[0])
        print("| a JPEG of 12 megapixels, to three renditions | clo photo | vipsthumbnail | ratio | aim |")
        print("|---|---:|---:|---:|---|")
        print(f"| time, s | {median(times[0]):.2f} | {median(times[1]):.2f} | {ratio:.2f} × | ≤ {SLOWER:.1f} × |")
        print(f"| memory, MB | {most / 1e6:.0f} | {max(memory[1]) / 1e6:.0f} | | < {MEMORY / 1e6:.0f} MB for ours |")
    return 0 if ratio <= SLOWER and most < MEMORY else 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
