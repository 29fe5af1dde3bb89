"""A site that sends messages: how it is set up, what waits, and what was sent."""

from pathlib import Path

from .site import Site, wait_until

PREFIXES = ("CLO_URL", "CLO_MAIL", "CLO_SENDMAIL", "CLO_SMTP", "CLO_SMS", "CLO_NOTICE", "CLO_DELIVER")


class Outbox:
    """The outbox of a site behind plain CGI, where each request reads the configuration anew."""

    def __init__(self, site: Site):
        self.site = site

    def configure(self, **keys) -> None:
        """Replaces all that the configuration says of messages."""
        file = self.site.data / "clo.conf"
        lines = [line for line in file.read_text().splitlines() if not line.startswith(PREFIXES)]
        keys = {"URL": self.site.url, "NOTICE_GROUPING": 0, "DELIVER": "cron", "SMS_QUIET": "aucune"} | keys
        if "MAIL" in keys:
            keys.setdefault("MAIL_FROM", "suivi@clo.example")
        lines += [f"CLO_{key} = {value}" for key, value in keys.items()]
        # Written in place: it stays the workers' own.
        file.write_text("\n".join(lines) + "\n")

    def smtp(self, port: int, authority: Path | None = None, password: str = "", **keys) -> None:
        """By a mail server: with TLS and a password when there is an authority, else in clear on this machine."""
        tls = {"SMTP_CA": authority, "SMTP_USER": "clo", "SMTP_PASSWORD": password}
        clear = {"SMTP_SECURITY": "aucune"}
        self.configure(
            MAIL="smtp", SMTP_HOST="127.0.0.1", SMTP_PORT=port, **((tls if authority else clear) | keys))

    def deliver(self, *arguments: str) -> str:
        done = self.site.tool("deliver", "--bail", "10", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def deliverers(self) -> list[int]:
        return self.site.program_pids("clo")

    def empty(self) -> None:
        wait_until(lambda: not self.deliverers(), "none is left that has the settings of before")
        with self.site.database() as cursor:
            cursor.execute("DELETE FROM outgoing_message")
            cursor.execute("DELETE FROM notice")
            cursor.execute("DELETE FROM notice_preference")

    def rows(self, sql: str = "SELECT * FROM outgoing_message ORDER BY id", *values) -> list[dict]:
        with self.site.database() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def only(self) -> dict:
        """The one message that there is."""
        rows = self.rows()
        assert len(rows) == 1, rows
        return rows[0]

    def wait_no_longer(self) -> None:
        """Lets the time until the next attempt pass."""
        with self.site.database() as cursor:
            cursor.execute("UPDATE outgoing_message SET next_attempt_at = UTC_TIMESTAMP(3)")

    def prefer(self, identifier: str, email: bool = True, sms: bool = False) -> None:
        with self.site.database() as cursor:
            cursor.execute(
                "REPLACE INTO notice_preference (account_id, by_email, by_sms, changed_at) "
                "SELECT id, %s, %s, UTC_TIMESTAMP(3) FROM account WHERE identifier = %s",
                (email, sms, identifier),
            )
