"""The store of cases: `open_store(settings)` gives a `Store`, ready to use.

Every change is one transaction that also writes the audit log. Two agents on one case are kept
apart by versions: who saved on an old one gets a ConflictError with both texts.
"""

from __future__ import annotations

from assistant.casework.store.cases import CaseStore
from assistant.casework.store.database import Database, open_database
from assistant.casework.store.drafts import DraftStore
from assistant.casework.store.record_keeping import RecordKeeping
from assistant.casework.store.records import (
    AuditEntry,
    Case,
    CaseContent,
    CaseStatus,
    Draft,
    DraftRequest,
    DraftState,
    DraftVersion,
    Feedback,
    Gap,
    Note,
    Receipt,
    Text,
    User,
    Verdict,
    storable,
)
from assistant.settings import Settings

__all__ = [
    "AuditEntry",
    "Case",
    "CaseContent",
    "CaseStatus",
    "Database",
    "Draft",
    "DraftRequest",
    "DraftState",
    "DraftVersion",
    "Feedback",
    "Gap",
    "Note",
    "Receipt",
    "Store",
    "Text",
    "User",
    "Verdict",
    "open_store",
    "storable",
]


class Store(CaseStore, DraftStore, RecordKeeping):
    """Cases, drafts and what is kept beside them, over one database."""


def open_store(settings: Settings) -> Store:
    """Return the store of the configured database, its tables brought up to date.

    Raises StoreError when the database cannot be reached or is newer than this program.
    """
    database = open_database(settings)
    database.migrate()
    return Store(database)
