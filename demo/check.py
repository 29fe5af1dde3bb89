#!/usr/bin/env python3
"""Checks the demonstration content that `clo demo` loads, and prints its figures on one line.

Usage: demo/check.py [--partial]

Every broken rule is printed, and the exit status is then 1. `--partial` passes over worksites whose files are not
all written yet, and over the rules that only the whole content can meet.
"""

import json
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
EXPECTED = {"CH-2026-001": 25, "CH-2026-002": 3, "CH-2026-003": 120}
PHOTOS = set(
    "facade-echafaudage dalle-ferraillage dalle-coulee mur-parpaings charpente toiture-tuiles fenetre-posee "
    "tableau-electrique salle-de-bain peinture-salon cuisine terrassement tranchee-reseaux isolation escalier "
    "livraison".split()
)
PUBLICATION_KEYS = {"jours", "heure", "auteur", "texte", "etape", "annulation", "modification", "photos", "commentaires"}
COMMENT_KEYS = {"jours", "heure", "auteur", "texte", "reponses"}
INLINE = {"strong", "em", "u", "span", "a", "br"}
CHILDREN = {"": {"p", "ul", "ol"}, "ul": {"li"}, "ol": {"li"}, "li": {"p", "ul", "ol"}, "p": INLINE}
SIZES = {"taille-petit", "taille-grand", "taille-tres-grand"}
# The day of loading is not known, so a day of the week or a month would be wrong most of the time.
CALENDAR = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|février|mars|avril|mai|juin|juillet|août|"
    r"septembre|octobre|novembre|décembre)\b", re.IGNORECASE)
TYPOGRAPHY = [
    (re.compile(r"['\"]"), "straight quote"),
    (re.compile(r"(?<!\u00a0)[;?!»]"), "no no-break space before ; ? ! »"),
    (re.compile(r"(?<!\u00a0):"), "no no-break space before :"),
    (re.compile(r"«(?!\u00a0)"), "no no-break space after «"),
    (re.compile(r"  |\s$|^\s|\u00a0 | \u00a0| [,.]|\.\.\."), "stray space or dots"),
]

problems = []


def report(place, message):
    """Notes a broken rule; `place` says where in the content."""
    problems.append(f"{place}: {message}")


def check_typography(place, text):
    """French typography of a text without markup."""
    for pattern, message in TYPOGRAPHY:
        for found in pattern.finditer(text):
            report(place, f"{message}: …{text[max(0, found.start() - 15):found.end() + 10]!r}")
    if found := CALENDAR.search(text):
        report(place, f"date that the day of loading would belie: {found.group()}")


class RichText(HTMLParser):
    """Holds a publication's text to the tags, attributes and nesting that the product keeps."""

    def __init__(self, place):
        super().__init__(convert_charrefs=True)
        self.place, self.open, self.blocks, self.tags = place, [""], [""], Counter()

    def handle_starttag(self, tag, attributes):
        parent = self.open[-1]
        allowed = CHILDREN.get(parent, INLINE)
        if tag not in allowed or (tag in INLINE - {"br"} and tag in self.open):
            report(self.place, f"<{tag}> inside <{parent}>")
        attributes = dict(attributes)
        fits = {
            "span": attributes.keys() == {"class"} and attributes.get("class") in SIZES,
            "a": attributes.keys() == {"href"}
            and re.fullmatch(r"https://([a-z0-9-]+\.)*example\.fr(/[\w./-]*)?", attributes.get("href") or ""),
        }.get(tag, not attributes)
        if not fits:
            report(self.place, f"attributes of <{tag}>: {attributes}")
        self.tags[tag] += 1
        if tag == "br":
            self.blocks.append("")
        else:
            self.open.append(tag)
            if tag == "p":
                self.blocks.append("")

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            report(self.place, f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open[-1] in CHILDREN and self.open[-1] != "p":
            report(self.place, f"text outside a paragraph: {data!r}")
        self.blocks[-1] += data


def parse_rich_text(place, html):
    """Checks `html`; gives its tags and its plain text, one line for each paragraph."""
    parser = RichText(place)
    parser.feed(html)
    parser.close()
    if parser.open != [""]:
        report(place, f"left open: {parser.open[1:]}")
    lines = [line for line in parser.blocks if line]
    if html and not lines:
        report(place, "markup without text")
    for line in lines:
        check_typography(place, line)
    return parser.tags, "\n".join(lines)


def moment(place, entry, after=None):
    """When `entry` happened, as minutes relative to the day of loading; later than `after`, and in the past."""
    time = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", entry.get("heure", ""))
    if not isinstance(entry.get("jours"), int) or not time:
        report(place, "wants jours (integer) and heure (HH:MM)")
        return after or 0
    result = entry["jours"] * 1440 + int(time[1]) * 60 + int(time[2])
    if entry["jours"] >= 0:
        report(place, "not in the past")
    if after is not None and result <= after:
        report(place, "not after what it follows")
    return result


def check_comments(place, comments, after, people, figures, depth=1):
    """Checks `comments`, all later than `after`, and their replies; gives how many they are."""
    count, previous = 0, after
    for number, comment in enumerate(comments, 1):
        here = f"{place}.{number}"
        if stray := comment.keys() - COMMENT_KEYS:
            report(here, f"unknown keys {stray}")
        at = moment(here, comment, after)
        if at < previous:
            report(here, "before the comment above it")
        previous = at
        if comment.get("auteur") not in people:
            report(here, f"unknown author {comment.get('auteur')}")
        text = comment.get("texte", "")
        if not text or "<" in text:
            report(here, "wants plain text")
        for line in text.split("\n"):
            check_typography(here, line)
        figures["texts"][text] += 1
        figures["depths"][depth] += 1
        figures["voices"][comment.get("auteur")] += 1
        count += 1 + check_comments(here, comment.get("reponses", []), at, people, figures, depth + 1)
    return count


def check_publication(place, entry, previous, people, figures):
    """Checks one publication and all that hangs on it; gives its moment."""
    if stray := entry.keys() - PUBLICATION_KEYS:
        report(place, f"unknown keys {stray}")
    at = moment(place, entry, previous)
    if entry.get("auteur") not in people["employees"]:
        report(place, f"not an employee: {entry.get('auteur')}")
    tags, text = parse_rich_text(place, entry["texte"])
    figures["tags"] += tags
    figures["words"] += len(text.split())
    photos = entry.get("photos", [])
    if not text and not photos:
        report(place, "neither text nor photo")
    if text:
        figures["texts"][text] += 1
    figures["photo_only"] += not text
    figures["with_photos"] += bool(photos)
    if len(photos) > 5:
        report(place, "more than 5 photos")
    for photo in photos:
        name = photo["fichier"].removesuffix(".jpg")
        if photo.keys() != {"fichier", "legende"} or name not in PHOTOS or len(photo["legende"]) > 300:
            report(place, f"photo {photo}")
        check_typography(place, photo["legende"])
        figures["photos"][name] += 1
    if entry.get("etape") not in (None, "termine", "reprise"):
        report(place, f"etape {entry['etape']}")
    for key in ("annulation", "modification"):
        if change := entry.get(key):
            moment(f"{place} {key}", change, at)
            if change.get("par") not in people["employees"]:
                report(place, f"{key} by {change.get('par')}")
    if cancellation := entry.get("annulation"):
        check_typography(place, cancellation.get("motif", ""))
    figures["modified"] += bool(entry.get("modification"))
    count = check_comments(place, entry.get("commentaires", []), at, people["all"], figures)
    if cancellation:
        figures["cancelled"].append((place, cancellation.get("motif"), count))
    figures["comments"] += count
    figures["commented"] += count > 0
    return at


def load(name):
    """The JSON of a file of this folder, held to UTF-8 and to 250 lines."""
    source = (FOLDER / name).read_text(encoding="utf-8")
    if len(source.splitlines()) > 250:
        report(name, "longer than 250 lines")
    return json.loads(source)


def main():
    partial = "--partial" in sys.argv[1:]
    people = load("personnes.json")
    clients = {person["identifiant"] for person in people["clients"]}
    employees = {person["identifiant"] for person in people["employes"]}
    figures = {"texts": Counter(), "tags": Counter(), "photos": Counter(), "depths": Counter(), "voices": Counter(),
               "cancelled": [], "words": 0, "photo_only": 0, "with_photos": 0, "modified": 0, "comments": 0,
               "commented": 0}
    counts = {}
    for worksite in people["chantiers"]:
        code, client = worksite["code"], worksite["client"]
        if client not in clients:
            report(code, f"unknown client {client}")
        check_typography(code, worksite["intitule"])
        if partial and not all((FOLDER / name).exists() for name in worksite["fichiers"]):
            continue
        entries = [entry for name in worksite["fichiers"] for entry in load(name)]
        allowed = {"employees": employees, "all": employees | {client}}
        previous = None
        for number, entry in enumerate(entries, 1):
            previous = check_publication(f"{code} n° {number}", entry, previous, allowed, figures)
        milestones = [(entry["etape"], entry["jours"]) for entry in entries if entry.get("etape")]
        counts[code] = (len(entries), milestones)
        if EXPECTED.get(code) != len(entries):
            report(code, f"{len(entries)} publications")
    for text, times in figures["texts"].items():
        if times > 1:
            report("repeated text", text[:60])
    if not partial:
        check_whole(counts, figures)
    for problem in problems:
        print(problem)
    print(f"publications={[f'{code} {count}' for code, (count, _) in counts.items()]} words={figures['words']}",
          f"with_photos={figures['with_photos']} photos={sum(figures['photos'].values())}",
          f"kinds={len(figures['photos'])} photo_only={figures['photo_only']} commented={figures['commented']}",
          f"comments={figures['comments']} depths={dict(sorted(figures['depths'].items()))}",
          f"voices={dict(figures['voices'])} modified={figures['modified']}",
          f"cancelled={len(figures['cancelled'])} tags={dict(figures['tags'])} problems={len(problems)}")
    return 1 if problems else 0


def check_whole(counts, figures):
    """The rules that hold for the content as a whole."""
    if counts.keys() != EXPECTED.keys():
        report("personnes.json", f"worksites {sorted(counts)}")
    if unused := PHOTOS - figures["photos"].keys():
        report("photos", f"unused {sorted(unused)}")
    if len(figures["cancelled"]) != 1 or not figures["cancelled"][0][1] or figures["cancelled"][0][2] != 2:
        report("cancelled", f"{figures['cancelled']}, wants one with a reason and two comments")
    if max(figures["depths"]) != 5 or figures["depths"][5] != 1:
        report("depths", "wants five levels in one place")
    for code, (_, milestones) in counts.items():
        names = [name for name, _ in milestones]
        if names != (["termine", "reprise"] if code == "CH-2026-003" else []):
            report(code, f"milestones {milestones}")
    total = sum(count for count, _ in counts.values())
    if not total // 4 <= figures["commented"] <= total // 2:
        report("comments", f"on {figures['commented']} publications of {total}")
    if not 35 <= figures["with_photos"] <= 50 or not 3 <= figures["photo_only"] <= 6:
        report("photos", f"on {figures['with_photos']} publications, alone on {figures['photo_only']}")
    if missing := {"strong", "em", "u", "ul", "ol", "span", "a", "br"} - figures["tags"].keys():
        report("rich text", f"never used: {missing}")


if __name__ == "__main__":
    sys.exit(main())
