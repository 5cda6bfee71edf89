"""Triggers of the journal, in force whoever writes SQL: a row is never changed and never removed, and what happened to
a plan or a commitment goes into the outbox in the same statement, so that nothing can be done and not told."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "workflow_journalentry"
MESSAGE = "The journal is append-only."
NO_UPDATE, NO_DELETE, IS_TOLD = "journal_no_update", "journal_no_delete", "journal_is_told"
NAMES = frozenset({NO_UPDATE, NO_DELETE, IS_TOLD})
FUNCTION, TELL = "journal_is_append_only", "journal_tell"
_TELL = "INSERT INTO workflow_outbox (entry_id, event, attempts) VALUES (NEW.id, NEW.act, 0);"
"""The register of agencies and the calendar belong to no plan: of their entries only those are told that the verb
itself puts into the outbox (`journal.record`, `tell`)."""

_INSTALL = {
    "sqlite": [
        *(
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for name, verb in ((NO_UPDATE, "UPDATE"), (NO_DELETE, "DELETE"))
        ),
        f"CREATE TRIGGER IF NOT EXISTS {IS_TOLD} AFTER INSERT ON {TABLE} "
        f"WHEN NEW.plan_id IS NOT NULL BEGIN {_TELL} END",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        *(
            statement
            for name, verb in ((NO_UPDATE, "UPDATE"), (NO_DELETE, "DELETE"))
            for statement in (
                f"DROP TRIGGER IF EXISTS {name} ON {TABLE}",
                f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
            )
        ),
        # Once a statement: issuing a plan writes hundreds of entries in one.
        f"CREATE OR REPLACE FUNCTION {TELL}() RETURNS trigger LANGUAGE plpgsql AS "  # noqa: S608 - names of ours only
        "$$ BEGIN INSERT INTO workflow_outbox (entry_id, event, attempts) "
        "SELECT id, act, 0 FROM added WHERE plan_id IS NOT NULL ORDER BY id; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {IS_TOLD} ON {TABLE}",
        f"CREATE TRIGGER {IS_TOLD} AFTER INSERT ON {TABLE} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TELL}()",
    ],
}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(NAMES)],
    "postgresql": [
        *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in sorted(NAMES)),
        f"DROP FUNCTION IF EXISTS {FUNCTION}()",
        f"DROP FUNCTION IF EXISTS {TELL}()",
    ],
}
_LOOK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled <> 'D'",
}


def install(where: BaseDatabaseWrapper | BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on the table; doing it twice is the same as once. Takes a connection or a schema editor."""
    _run(where, _INSTALL)


def remove(where: BaseDatabaseWrapper | BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off, for a migration that rebuilds the table and for tests that empty the database."""
    _run(where, _REMOVE)


def missing(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Names of the triggers that are not in force."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK[connection.vendor], [TABLE])
        return NAMES - {row[0] for row in cursor.fetchall()}


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receiver of `post_migrate`: SQLite loses the triggers of a table that a later migration rebuilds."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names() and missing(connection):
        install(connection)


def _run(where: BaseDatabaseWrapper | BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    connection = where.connection if isinstance(where, BaseDatabaseSchemaEditor) else where
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
