"""Triggers that keep the journal append-only, whoever writes SQL: a row is never changed and never removed."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "workflow_journalentry"
MESSAGE = "The journal is append-only."
NO_UPDATE, NO_DELETE = "journal_no_update", "journal_no_delete"
FUNCTION = "journal_is_append_only"

_INSTALL = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for name, verb in ((NO_UPDATE, "UPDATE"), (NO_DELETE, "DELETE"))
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
    ],
}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in (NO_UPDATE, NO_DELETE)],
    "postgresql": [
        *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in (NO_UPDATE, NO_DELETE)),
        f"DROP FUNCTION IF EXISTS {FUNCTION}()",
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


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the triggers that are not in force."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK[connection.vendor], [TABLE])
        return {NO_UPDATE, NO_DELETE} - {row[0] for row in cursor.fetchall()}


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
