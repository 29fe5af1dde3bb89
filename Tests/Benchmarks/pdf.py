"""Measures « clo pdf » against WeasyPrint on the same sheet, and its memory on a very long one.

Prints the two tables as Markdown. script/bench has started the database and migrated it. The photos are the
demonstration's, as « clo photo » makes them; WeasyPrint gets the very files that our document holds.
"""

import argparse
import html
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import data

ROUNDS = 5
SHEETS = {"BANC-PDF-50": (50, 2), "BANC-PDF-1000": (1000, 2)}
FIRST_SHEET, FIRST_PUBLICATION = 9_001, 900_001
TENFOLD, LARGER, MEMORY = 0.10, 1.10, 300e6


class Failure(Exception):
    """What was measured is not what was meant to be."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# The sheets


def prepare_photos(tool: list[str], source: Path, folder: Path) -> list[tuple[str, dict]]:
    """Renditions of 1,280 pixels and 480 of each drawn photo."""
    made = []
    for number, photo in enumerate(sorted(source.glob("*.jpg"))):
        name = f"banc-pdf-modele-{number:02}"
        with tempfile.TemporaryDirectory() as shrunk:
            answer = json.loads(subprocess.run([*tool, "photo", photo, "--out", f"{shrunk}/p"], check=True,
                                               capture_output=True).stdout)
            small = Path(shrunk, "p", f"{1280}.{answer['extension']}")
            kept = folder / name
            done = subprocess.run([*tool, "photo", small, "--out", kept], check=True, capture_output=True)
        made.append((name, json.loads(done.stdout)))
    return made


def sheet_sql(photos: list[tuple[str, dict]], folder: Path) -> str:
    """Each photo of a sheet is a file of its own, as it would be: a link to the prepared one."""
    text = []
    publication, photo_count = FIRST_PUBLICATION, 0
    for place, (code, (count, photos_each)) in enumerate(SHEETS.items()):
        sheet = FIRST_SHEET + place
        text.append(f"INSERT INTO worksite (id, code, title, client_id, street_address, created_at) VALUES ({sheet}, "
                    f"'{code}', 'Construction d’une maison', {data.CLIENT}, '1 rue du Banc', UTC_TIMESTAMP(3));")
        text.append(f"INSERT INTO sheet (id, worksite_id, revision, last_number, publication_count, created_at) "
                    f"VALUES ({sheet}, {sheet}, {count}, {count}, {count}, UTC_TIMESTAMP(3));")
        for number in range(1, count + 1):
            body = "".join(f"<p>{html.escape(paragraph(number, part))}</p>" for part in range(2))
            text.append(
                "INSERT INTO publication (id, sheet_id, number, author_id, dated_at, body, revision, "
                f"created_revision, created_at) VALUES ({publication}, {sheet}, {number}, {data.JULIE}, "
                f"'2026-01-01' + INTERVAL {number} HOUR, '{body.replace(chr(39), chr(39) * 2)}', {number}, {number}, "
                "UTC_TIMESTAMP(3));")
            for position in range(photos_each):
                model, answer = photos[photo_count % len(photos)]
                name = f"banc-pdf-{photo_count:06}"
                photo_count += 1
                (folder / name).mkdir()
                for size in answer["sizes"]:
                    file = f"{size}.{answer['extension']}"
                    os.link(folder / model / file, folder / name / file)
                sizes = ",".join(map(str, answer["sizes"]))
                text.append(
                    "INSERT INTO photo (sheet_id, publication_id, position, name, width, height, renditions, "
                    f"file_extension, caption, created_at) VALUES ({sheet}, {publication}, {position}, '{name}', "
                    f"{answer['width']}, {answer['height']}, '{sizes}', '{answer['extension']}', "
                    f"'Vue n° {position + 1}', "
                    "UTC_TIMESTAMP(3));")
            publication += 1
    return "\n".join(text)


def paragraph(number: int, part: int) -> str:
    return data.PARAGRAPHS[(number + 3 * part) % len(data.PARAGRAPHS)]


# The same as HTML


STYLE = """
@page { size: A4; margin: 22mm 17mm 20mm 25mm; font: 7.6pt Lato; color: #5d5a54;
  @bottom-left { content: "Établi le 1er janvier 2026 par CLO" }
  @bottom-right { content: "page " counter(page) " sur " counter(pages) }
  @top-left { content: "Chantier BANC-PDF-50" } @top-right { content: "Construction d’une maison" } }
@page :first { @top-left { content: none } @top-right { content: none } }
body { font: 10.5pt/1.46 "Gentium Plus"; hyphens: auto; text-align: justify; margin: 0 }
h1 { font-size: 19pt } table { width: 100%; border-collapse: collapse } td { border: .5pt solid; padding: 5pt }
article { margin: 0 0 60pt 35mm; position: relative; orphans: 2; widows: 2 }
p { margin: 0 0 5.5pt }
header { position: absolute; left: -35mm; width: 30mm; font: 7.8pt Lato; text-align: left }
h2 { font: bold 11pt Lato; margin: 0; bookmark-level: 1; color: #17507a; break-after: avoid }
.photos { display: flex; gap: 4mm; margin-top: 9pt } figure { margin: 0; break-inside: avoid } img { width: 100% }
figcaption { font: italic 8.6pt "Gentium Plus" }
"""


def as_html(photos: list[tuple[str, dict]], count: int, photos_each: int, folder: Path) -> str:
    """What our document says, laid out alike."""
    rows = [["Client", "Adresse"], ["Chantier n°", "Début", "Fin prévue", "État"], ["Période", "Contenu", "Document"]]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}<br>…</td>' for cell in row)}</tr>" for row in rows)
    articles, shown = [f"<h1>Construction d’une maison</h1><table>{cells}</table>"], 0
    for number in range(1, count + 1):
        text = "".join(f"<p>{html.escape(paragraph(number, part))}</p>" for part in range(2))
        figures = []
        for position in range(photos_each):
            model, answer = photos[shown % len(photos)]
            # A file of its own each, as ours has: WeasyPrint would store equal ones once.
            file = folder / f"banc-pdf-{shown:06}" / f"{answer['sizes'][0]}.{answer['extension']}"
            shown += 1
            # Two of unlike shape are made equally high, as ours are.
            figures.append(f"<figure style='flex: {answer['width'] / answer['height']:.3f}'><img src='{file}' "
                           f"alt='Vue'><figcaption>Vue n° {position + 1}</figcaption></figure>")
        by = "<b>Julie Moreau</b><br>CLO"
        head = f"<header><h2>n° {number}</h2>1er janvier 2026<br>{number % 24} h 00<br>{by}</header>"
        articles.append(f"<article>{head}{text}<div class=photos>{''.join(figures)}</div></article>")
    return f"<!doctype html><html lang=fr><title>Fiche</title><style>{STYLE}</style>{''.join(articles)}</html>"


# Measuring


def run(command: list, cwd: Path) -> tuple[float, int]:
    """Seconds and the most memory in bytes of one run."""
    before = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process.stderr:
        complaint = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise Failure(f"{command[0]} failed: {complaint[-600:]}")
    return time.perf_counter() - before, usage.ru_maxrss * 1024


def pages(file: Path) -> int:
    out = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"^Pages:\s+(\d+)", out, re.M)[1])


def image_bytes(file: Path) -> int:
    """Of the photos in a document, as they are stored."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdfimages", "-all", file, f"{folder}/i"], check=True)
        return sum(image.stat().st_size for image in Path(folder).iterdir())


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--photos", type=Path, required=True, help="the demonstration's")
    options.add_argument("--files", type=Path, required=True, help="the data folder")
    options.add_argument("--mariadb", required=True, help="a client as administrator, as one shell command")
    options.add_argument("--tool", nargs="+", required=True, help="clo, with what runs before it")
    given = options.parse_args()
    folder = given.files / "photos"
    folder.mkdir(exist_ok=True)
    photos = prepare_photos(given.tool, given.photos, folder)
    subprocess.run(given.mariadb, shell=True, check=True, input=sheet_sql(photos, folder), text=True)

    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o777)
        work = Path(scratch)
        ours, theirs = work / "ours.pdf", work / "theirs.pdf"
        page = work / "page.html"
        page.write_text(as_html(photos, *SHEETS["BANC-PDF-50"], folder))
        times, sizes = ([], []), ([], [])
        for number in range(ROUNDS):
            say(f"PDF, round {number + 1} of {ROUNDS}")
            seconds, memory = run([*given.tool, "pdf", "BANC-PDF-50", "--out", ours], work)
            times[0].append(seconds), sizes[0].append(memory)
            seconds, memory = run(["/usr/bin/weasyprint", page, theirs], work)
            times[1].append(seconds), sizes[1].append(memory)
        stored = image_bytes(ours)
        ratio = median(one / other for one, other in zip(*times))
        growth = ours.stat().st_size / stored
        say("PDF, 1,000 publications with 2,000 photos")
        long = work / "long.pdf"
        seconds, memory = run([*given.tool, "pdf", "BANC-PDF-1000", "--out", long], work)
        print("| PDF: 50 publications, 100 photos | clo pdf | WeasyPrint | ratio | aim |")
        print("|---|---:|---:|---:|---|")
        print(f"| time, s | {median(times[0]):.2f} | {median(times[1]):.2f} | {ratio:.3f} | ≤ {TENFOLD:.2f} |")
        print(f"| memory, MB | {max(sizes[0]) / 1e6:.0f} | {max(sizes[1]) / 1e6:.0f} "
              f"| {max(sizes[0]) / max(sizes[1]):.2f} | |")
        print(f"| pages | {pages(ours)} | {pages(theirs)} | | |")
        print(f"| file, MB | {ours.stat().st_size / 1e6:.2f} | {theirs.stat().st_size / 1e6:.2f} "
              f"| {growth:.3f} × its photos | ≤ {LARGER:.2f} |")
        print()
        print("| PDF: 1,000 publications, 2,000 photos | clo pdf | aim |")
        print("|---|---:|---|")
        print(f"| time, s | {seconds:.1f} | |")
        print(f"| memory, MB | {memory / 1e6:.0f} | < {MEMORY / 1e6:.0f} |")
        print(f"| pages; file, MB | {pages(long)}; {long.stat().st_size / 1e6:.0f} | |")
        met = ratio <= TENFOLD and growth <= LARGER and memory < MEMORY
    return 0 if met else 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
