"""Many rows in one statement.

`bulk_create` costs more in Python than in the database, and on SQLite it splits into statements of 999 values; issuing
a plan writes nine rows for each of some thousand commitments while a person waits. These do the same for rows that
need no `save`: no signals, no parents.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Value
from django.db.models.expressions import Combinable

MOST_VALUES = 30_000
"""Below the limits of both databases (SQLite 32,766, PostgreSQL 65,535)."""

Column = tuple["models.Field[Any, Any]", list[Any]]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model and set their ids.

    What all rows share is said once: most columns of a freshly opened row are empty or the same in all.
    """
    if not rows:
        return
    columns = [(field, _prepared(field, rows)) for field in _fields(type(rows[0]))]
    varying = [(field, values) for field, values in columns if any(value is not values[0] for value in values)]
    varying = varying or columns[:1]
    size = MOST_VALUES // len(varying)
    for begin in range(0, len(rows), size):
        _insert(
            rows[begin : begin + size], columns, [(field, values[begin : begin + size]) for field, values in varying]
        )


def _insert(rows: Sequence[models.Model], columns: Sequence[Column], varying: Sequence[Column]) -> None:
    listed = {field.column for field, _ in varying}
    shared = [values[0] for field, values in columns if field.column not in listed]
    chosen = ", ".join(_listed(field) if field.column in listed else "%s" for field, _ in columns)
    names = ", ".join(_quote(field.column) for field, _ in varying)
    one = f"({', '.join(['%s'] * len(varying))})"
    # Names of tables and columns only; every value is a parameter.
    statement = f"WITH v({names}) AS (VALUES {', '.join([one] * len(rows))}) SELECT {chosen} FROM v"  # noqa: S608
    parameters = [value for row in zip(*(values for _, values in varying), strict=True) for value in row]
    ids = _run(type(rows[0]), statement, [*parameters, *shared])
    for row, pk in zip(rows, ids, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def insert_select(model: type[models.Model], source: models.QuerySet[Any], values: Mapping[str, Any]) -> list[int]:
    """Insert one row of `model` for every row of `source`, without reading them; the new ids.

    `values` gives attribute names (`agency_id`) of `model`: an expression over `source`, or a plain value for all rows.
    What is not named gets the default of its field.
    """
    fields = _fields(model)
    unknown = values.keys() - {field.attname for field in fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no {sorted(unknown)}.")
    chosen = {f"to_{field.column}": _expression(field, values) for field in fields}
    query = source.order_by().annotate(**chosen).values_list(*chosen).query
    return _run(model, *query.get_compiler(connection=connection).as_sql())


def store_rows(rows: Sequence[models.Model], changed: Sequence[str]) -> None:
    """Insert the unsaved rows and update the attributes `changed` of the stored ones, all in one statement; the new
    rows get their ids.

    For rows of one model, few at a time, that the caller has locked: a stored row that is gone would come back.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = _fields(model)
    names = [_quote(field.column) for field in fields]
    columns = [(field, _prepared(field, rows)) for field in fields]
    # What PostgreSQL calls DEFAULT, SQLite takes as an absent id.
    fresh = "DEFAULT" if connection.vendor == "postgresql" else "NULL"
    lines, parameters = [], []
    for index, row in enumerate(rows):
        lines.append(f"({fresh if row.pk is None else '%s'}, {', '.join(['%s'] * len(fields))})")
        parameters += ([] if row.pk is None else [row.pk]) + [values[index] for _field, values in columns]
    update = ", ".join(
        f"{_quote(field.column)} = excluded.{_quote(field.column)}" for field in fields if field.attname in changed
    )
    # Names of tables and columns only; every value is a parameter.
    statement = (
        f"INSERT INTO {_quote(model._meta.db_table)} (id, {', '.join(names)}) VALUES {', '.join(lines)} "  # noqa: S608
        f"ON CONFLICT (id) DO UPDATE SET {update} RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        # In what order SQLite gives them back is left open; new ids are larger than any before and grow.
        ids = sorted(pk for (pk,) in cursor.fetchall())
    known = {row.pk for row in rows}
    for row, pk in zip([row for row in rows if row.pk is None], [pk for pk in ids if pk not in known], strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def _run(model: type[models.Model], statement: str, parameters: Sequence[Any]) -> list[int]:
    columns = ", ".join(_quote(field.column) for field in _fields(model))
    into = f"INSERT INTO {_quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} {statement} RETURNING id", parameters)
        return [pk for (pk,) in cursor.fetchall()]


def _expression(field: "models.Field[Any, Any]", values: Mapping[str, Any]) -> Combinable:
    value = values[field.attname] if field.attname in values else field.get_default()
    if isinstance(value, Combinable):
        return value
    # With a field of its own, so that an absent JSON value does not become the JSON word for nothing.
    return Value(value, output_field=models.CharField() if value is None else field)


def _listed(field: "models.Field[Any, Any]") -> str:
    name = f"v.{_quote(field.column)}"
    # In a list of values PostgreSQL takes every word without a type for text.
    return f"CAST({name} AS {field.cast_db_type(connection)})" if connection.vendor == "postgresql" else name


def _quote(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))


def _fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """What an INSERT names: neither the id nor what the database computes."""
    return [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]


def _prepared(field: "models.Field[Any, Any]", rows: Iterable[models.Model]) -> list[Any]:
    """The values of a column as the database driver takes them; equal ones are prepared once and are one object."""
    known: dict[tuple[type, Hashable], Any] = {}
    found = []
    for row in rows:
        value = row.__dict__[field.attname]
        if not isinstance(value, Hashable):
            found.append(field.get_db_prep_save(value, connection))
            continue
        key = (type(value), value)
        if key not in known:
            known[key] = field.get_db_prep_save(value, connection)
        found.append(known[key])
    return found
