"""Accounts and sheets of the demonstration data, which every server of the tests begins with."""

from dataclasses import dataclass

PASSWORD = "demonstration-clo"


@dataclass(frozen=True)
class Account:
    identifier: str
    area: str
    sheets: tuple[str, ...] = ()
    password: str = PASSWORD


MARTIN = Account("martin.dupont", "compte-client", ("CH-2026-001", "CH-2026-002"))
SOPHIE = Account("sophie.bernard", "compte-client", ("CH-2026-003",))
JULIE = Account("julie.moreau", "admin")
KARIM = Account("karim.benali", "admin")
ADMIN = Account("admin", "admin")
