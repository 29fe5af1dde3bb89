"""Writes the contracts of the demonstration: short PDFs, ours, free of any licence.

    python3 draw_contracts.py contrats/          (needs nothing but Python)

The same bytes come out each time. They have the fonts that every PDF reader has, so no font is in them.
"""

import sys
from pathlib import Path

# File, title, lines of each page.
CONTRACTS = {
    "devis-longere.pdf": (
        "Devis accepté n° 2026-031",
        [
            [
                "Rénovation complète d’une longère",
                "La Haie-Basse, 35190 Tinténiac",
                "",
                "Entre CLO, entreprise générale du bâtiment, et M. Martin Dupont.",
                "",
                "1. Dépose de la toiture et reprise de charpente",
                "2. Couverture en ardoise naturelle",
                "3. Isolation, cloisons, électricité et plomberie",
                "4. Menuiseries extérieures en chêne",
                "5. Enduits à la chaux et peintures",
            ],
            [
                "Conditions",
                "",
                "Acompte de 30 % à la signature, situations mensuelles,",
                "solde à la réception des travaux.",
                "",
                "Bon pour accord : Martin Dupont",
            ],
        ],
    ),
    "avenant-longere.pdf": (
        "Avenant n° 1 : poêle à bois",
        [
            [
                "Rénovation complète d’une longère",
                "",
                "Fourniture et pose d’un poêle à bois, conduit compris.",
                "Les délais ne changent pas.",
                "",
                "Bon pour accord : Martin Dupont",
            ]
        ],
    ),
    "devis-salle-de-bain.pdf": (
        "Devis accepté n° 2026-118",
        [
            [
                "Réfection de la salle de bain d’un appartement",
                "27 rue de la Tannerie, 35000 Rennes",
                "",
                "Dépose, plomberie, étanchéité, faïence, douche à l’italienne.",
                "",
                "Bon pour accord : Martin Dupont",
            ]
        ],
    ),
    "marche-extension.pdf": (
        "Marché de travaux n° 2025-077",
        [
            [
                "Extension, surélévation et aménagement intérieur d’une maison",
                "8 allée des Charmilles, 44300 Nantes",
                "",
                "Entre CLO, entreprise générale du bâtiment, et Mme Sophie Bernard.",
                "",
                "Bon pour accord : Sophie Bernard",
            ]
        ],
    ),
}


def text(line: str) -> bytes:
    """A line as a PDF string, in the encoding of the standard fonts."""
    encoded = line.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        encoded = encoded.replace(special, b"\\" + special)
    return b"(" + encoded + b")"


def page(title: str, lines: list[str]) -> bytes:
    drawn = b"BT /F2 20 Tf 72 760 Td " + text(title) + b" Tj ET\n72 745 m 523 745 l 1.5 w S\n"
    for number, line in enumerate(lines):
        drawn += b"BT /F1 12 Tf 72 %d Td " % (712 - 20 * number) + text(line) + b" Tj ET\n"
    return drawn


def document(title: str, pages: list[list[str]]) -> bytes:
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = page(title, lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R " % (6 + 2 * number)
            + b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream")
    written = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, (title, pages) in CONTRACTS.items():
        (folder / name).write_bytes(document(title, pages))
