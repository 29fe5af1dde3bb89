"""The data that script/bench measures on: always the same, but for the moments of the session and of the visits.

Prints SQL for an empty database that `clo migrate` has just made.
"""

import base64
import hashlib
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# A private database that lives for minutes: the secret need not be one.
SESSION_TOKEN = hashlib.sha256(b"banc d'essai").digest()
COOKIE = base64.urlsafe_b64encode(SESSION_TOKEN).decode().rstrip("=")
# Of an employee, who publishes.
OFFICE_TOKEN = hashlib.sha256(b"banc d'essai, bureau").digest()
OFFICE_COOKIE = base64.urlsafe_b64encode(OFFICE_TOKEN).decode().rstrip("=")

CLIENT, JULIE, KARIM = 1, 2, 3
MEASURED, SHORT, LONG = "BANC-0050", "BANC-0020", "BANC-1000"
COMMENTED = [f"BANC-COM-{number}" for number in range(1, 9)]
COMMENTED_PUBLICATIONS = 120
NEWLY_COMMENTED = 3
# Besides, with a worksite each: with three accounts in all, the server would choose its plans for a toy.
OTHER_CLIENTS = 150

PARAGRAPHS = [
    "Les fouilles en rigole sont terminées sur les quatre faces. Le fond de fouille est sain, à 80 cm sous le terrain "
    "naturel, et le béton de propreté a été coulé dans l’après-midi.",
    "Le camion de ferraillage est arrivé à 8 h. Les semelles sont armées et contrôlées ; le coulage est prévu demain "
    "matin si la pluie annoncée ne vient pas.",
    "Élévation des murs du rez-de-chaussée : huit rangs posés, chaînages verticaux coulés aux angles. L’échafaudage "
    "reste en place jusqu’à la pose du plancher.",
    "La charpente a été levée aujourd’hui avec la grue de 35 tonnes. Fermes A à H posées et contreventées, pannes "
    "réglées au laser. Le bardage provisoire tient jusqu’à 90 km/h de vent.",
    "Cloisons de l’étage montées, réseaux d’eau et d’électricité passés. Merci de valider l’emplacement des prises de "
    "la chambre nord avant jeudi : les boîtiers seront scellés vendredi.",
    "Carrelage du séjour posé à moitié. Deux caisses avaient des nuances différentes ; elles ont été mises de côté et "
    "échangées par le fournisseur sans supplément.",
    "Étanchéité de la toiture-terrasse terminée, essai à l’eau de 24 h satisfaisant. Le procès-verbal est joint au "
    "dossier & sera remis à la réception.",
]

REMARKS = [
    "Merci pour ces photos. Est-ce que la pluie de la semaine prochaine peut retarder la suite ?",
    "Non, deux jours de marge sont prévus au planning. Nous vous prévenons dès lundi si quelque chose change.",
    "Parfait. Nous passerons samedi vers 10 h voir l’avancement, avec l’architecte si possible.",
    "Rappel : l’accès au chantier se fait par l’arrière tant que la grue est en place. Pensez au casque.",
]


@dataclass
class Comment:
    number: int
    parent: int | None
    author: int
    body: str


@dataclass
class Publication:
    number: int
    author: int
    body: str
    comments: list[Comment] = field(default_factory=list)
    photos: int = 0


def publication(number: int, theme: int, comment_count: int) -> Publication:
    """One with three or four paragraphs and, when they are wanted, a short conversation under it."""
    body = "".join(
        f"<p>{PARAGRAPHS[(theme + step) % len(PARAGRAPHS)].replace('&', '&amp;')}</p>" for step in range(3 + theme % 2)
    )
    made = Publication(number, JULIE if theme % 3 else KARIM, body, photos=2 if theme % 5 == 0 else 0)
    # Comments of the newest publications wait for an answer; older ones have had theirs.
    conversation = [(None, CLIENT), (1, JULIE), (2, CLIENT), (None if theme < NEWLY_COMMENTED else 3, KARIM)]
    for index, (parent, author) in enumerate(conversation[:comment_count]):
        made.comments.append(Comment(index + 1, parent, author, REMARKS[index]))
    return made


def sheet(count: int, comment_count: int) -> list[Publication]:
    """In the order of publishing. Counted from the newest, the themes are the same however long the sheet: the
    newest 20 of two sheets say the same."""
    return [publication(number, count - number, comment_count) for number in range(1, count + 1)]


def sheets() -> dict[str, list[Publication]]:
    made = {MEASURED: sheet(50, 4), SHORT: sheet(20, 4), LONG: sheet(1000, 4)}
    for code in COMMENTED:
        made[code] = sheet(COMMENTED_PUBLICATIONS, 0)
    return made


def quoted(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


class Inserts:
    """Rows for one table, written in statements of a few hundred."""

    def __init__(self, table: str, columns: str):
        self.head, self.rows = f"INSERT INTO {table} ({columns}) VALUES\n", []

    def add(self, *values: object) -> None:
        self.rows.append("(" + ", ".join(quoted(value) for value in values) + ")")

    def write(self, output) -> None:
        for start in range(0, len(self.rows), 200):
            output.write(self.head + ",\n".join(self.rows[start : start + 200]) + ";\n")


def write_sql(output) -> None:
    first_day = datetime(2023, 1, 9, 7, 30)
    created = first_day.isoformat(" ")
    accounts = Inserts(
        "account",
        "id, kind, identifier, civility, last_name, first_name, company, street_address, postal_code, city, created_at",
    )
    accounts.add(
        CLIENT, "client", "martin.dupont", "M.", "Dupont", "Martin", None, "12, rue des Tilleuls", "22400",
        "Lamballe-Armor", created,
    )
    accounts.add(JULIE, "employee", "julie.moreau", None, "Moreau", "Julie", None, None, None, None, created)
    accounts.add(KARIM, "employee", "karim.benali", None, "Benali", "Karim", None, None, None, None, created)
    for other in range(OTHER_CLIENTS):
        accounts.add(
            100 + other, "client", f"client.{other}", "Mme", f"Nom {other}", "Claude", None, f"{other}, rue du Port",
            "22000", "Saint-Brieuc", created,
        )
    worksites = Inserts("worksite", "id, code, title, client_id, starts_on, planned_end_on, created_at")
    sheet_rows = Inserts("sheet", "id, worksite_id, revision, last_number, publication_count, created_at")
    publications = Inserts(
        "publication",
        "id, sheet_id, number, author_id, dated_at, body, revision, created_revision, last_comment_number, "
        "unanswered_count, created_at",
    )
    versions = Inserts("publication_version", "publication_id, version, dated_at, body, saved_at, saved_by")
    comments = Inserts(
        "sheet_comment",
        "id, sheet_id, publication_id, parent_id, number, author_id, written_at, body, created_revision",
    )
    photos = Inserts("photo", "sheet_id, publication_id, position, name, width, height, renditions, caption, created_at")
    events = Inserts(
        "sheet_event", "sheet_id, revision, happened_at, actor_id, kind, publication_number, comment_number"
    )
    visits = []
    publication_id = comment_id = 0
    for sheet_id, (code, entries) in enumerate(sheets().items(), start=1):
        revision = 0
        for entry in entries:
            publication_id += 1
            dated_at = (first_day + timedelta(hours=20 * entry.number)).isoformat(" ")
            revision += 1
            created_revision = revision
            events.add(sheet_id, revision, dated_at, entry.author, "publication_added", entry.number, None)
            first_comment = comment_id
            for comment in entry.comments:
                comment_id += 1
                revision += 1
                parent = None if comment.parent is None else first_comment + comment.parent
                comments.add(
                    comment_id, sheet_id, publication_id, parent, comment.number, comment.author, dated_at,
                    comment.body, revision,
                )
                events.add(
                    sheet_id, revision, dated_at, comment.author, "comment_added", entry.number, comment.number
                )
            for position in range(entry.photos):
                name = hashlib.sha256(f"{code} {entry.number} {position}".encode()).hexdigest()[:32]
                photos.add(
                    sheet_id, publication_id, position, name, 1600, 1200, "480,1280,1600", "Vue depuis la rue, côté sud",
                    dated_at,
                )
            publications.add(
                publication_id, sheet_id, entry.number, entry.author, dated_at, entry.body, revision,
                created_revision, len(entry.comments),
                1 if entry.comments and len(entries) - entry.number < NEWLY_COMMENTED else 0, dated_at,
            )
            versions.add(publication_id, 1, dated_at, entry.body, dated_at, entry.author)
        worksites.add(sheet_id, code, f"Maison de {len(entries)} publications", CLIENT, "2023-01-09", None, created)
        sheet_rows.add(sheet_id, sheet_id, revision, len(entries), len(entries), created)
        # What came last is new to the client.
        visits.append(f"({sheet_id}, {CLIENT}, {max(0, revision - 6)}, {revision}, UTC_TIMESTAMP(3))")
    for other in range(OTHER_CLIENTS):
        worksites.add(1000 + other, f"CH-{other:04d}", f"Chantier {other}", 100 + other, None, None, created)
        sheet_rows.add(1000 + other, 1000 + other, 0, 0, 0, created)

    output.write("SET NAMES utf8mb4; SET time_zone = '+00:00'; START TRANSACTION;\n")
    for table in (accounts, worksites, sheet_rows, publications, versions, comments, photos, events):
        table.write(output)
    output.write(
        "INSERT INTO sheet_visit (sheet_id, account_id, baseline_revision, seen_revision, seen_at) VALUES\n"
        + ",\n".join(visits) + ";\n"
        "INSERT INTO session (token_hash, account_id, created_at, seen_at, expires_at, address, user_agent)\n"
        "VALUES\n"
        + ",\n".join(
            f"(X'{hashlib.sha256(token).hexdigest()}', {account}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), "
            "UTC_TIMESTAMP(3) + INTERVAL 30 DAY, '127.0.0.1', 'banc d’essai')"
            for token, account in ((SESSION_TOKEN, CLIENT), (OFFICE_TOKEN, JULIE))
        )
        + ";\nCOMMIT;\n"
        "ANALYZE TABLE account, session, worksite, sheet, publication, sheet_comment, photo, sheet_event, sheet_visit;\n"
    )


if __name__ == "__main__":
    write_sql(sys.stdout)
