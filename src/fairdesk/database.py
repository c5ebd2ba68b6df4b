"""The database: plain prepared SQL over Django's connection, on SQLite and on PostgreSQL, and the file of keys.

    with writing():
        execute("INSERT INTO desk_arrival (conversation_id, number) VALUES (%s, %s)", conversation, number)

SQL here and in every `records.py` uses %s for values and only what both databases understand. Times are stored as
whole microseconds since 1970 in UTC. On SQLite writers of one process queue at a lock: measured, that is twice as fast
and ten times as even as letting connections contend.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn

import django.db.utils
from django.db import connection, connections, transaction

from fairdesk.nouns import BadInput, Unavailable

Row = tuple[Any, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_one_writer = threading.Lock()
_thread = threading.local()

_Kinds = tuple[type[Exception], ...]


class Conflict(Exception):
    """A row with this key is there already."""


def micros(moment: datetime) -> int:
    """Return *moment* (aware) as it is stored."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stored: int) -> datetime:
    """Return a stored time as an aware datetime in UTC."""
    return _EPOCH + stored * _MICROSECOND


def stored_bytes(stored: bytes | memoryview | str) -> bytes:
    """Return what a column of bytes holds. SQLite lets whoever edits the file put text there: it must not open, not stumble."""
    return stored.encode() if isinstance(stored, str) else bytes(stored)


def on_sqlite() -> bool:
    """Whether this desk keeps its data in SQLite (otherwise PostgreSQL)."""
    return connection.vendor == "sqlite"


def rows(sql: str, *values: object) -> list[Row]:
    """Return all rows of a query."""
    try:
        return _run(sql, values).fetchall()  # type: ignore[no-any-return]
    except _ours() as fault:
        if not _lost_its_connection():
            _tell(fault)
    with _translated():
        return _run(sql, values).fetchall()  # type: ignore[no-any-return]


def row(sql: str, *values: object) -> Row | None:
    """Return the first row of a query, or None."""
    try:
        return _run(sql, values).fetchone()  # type: ignore[no-any-return]
    except _ours() as fault:
        if not _lost_its_connection():
            _tell(fault)
    with _translated():
        return _run(sql, values).fetchone()  # type: ignore[no-any-return]


def rows_about(
    tables: Iterable[str], customer: str, where: str = "customer_id = %s", only: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each row of *tables* (or of *only* that one) about a customer: the table, and its columns by name.

    A table's rows stand in the order of its first two columns, and are read as they are asked for: read to the end.
    """
    for table in tables:
        if only in ("", table):
            with _translated():
                found = _run(f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2", (customer,))
                names = [column[0] for column in found.description]
                for each in found:
                    yield table, dict(zip(names, each, strict=True))


def execute(sql: str, *values: object) -> int:
    """Run a statement and return how many rows it touched.

    Raises Conflict if a row with the same key exists, Unavailable if the database cannot be used now.
    """
    try:
        return int(_run(sql, values).rowcount)
    except _ours() as fault:
        _tell(fault)


def for_update() -> str:
    """Return the clause that holds the selected rows until the transaction ends; SQLite's one writer needs none."""
    return "" if on_sqlite() else " FOR UPDATE"


def alone_with(name: str) -> None:
    """Let one transaction at a time past this line for a *name*, in every process and on every machine, until it ends.

    What is read after it is what the others kept. On SQLite there is one writer as it is.
    """
    if not on_sqlite():
        row("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", name)


@contextmanager
def writing() -> Iterator[None]:
    """Run the block as one durable transaction; on an error nothing of it remains.

    Raises Unavailable if it cannot be kept (disk full, database gone). Not nested.
    """
    with _translated(), _lock(), transaction.atomic(durable=True):
        yield


@contextmanager
def _lock() -> Iterator[None]:
    if not on_sqlite():
        yield
        return
    with _one_writer:
        yield


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _ours() as fault:
        _tell(fault)


@cache
def _conflicts() -> _Kinds:
    ours = (sqlite3.IntegrityError, django.db.utils.IntegrityError)
    if on_sqlite():
        return ours  # the other driver is not even loaded: it would be a tenth of the start of a command
    import psycopg

    return (*ours, psycopg.IntegrityError)


@cache
def _wrong_values() -> _Kinds:
    """Return what a driver raises for what it cannot keep, such as a zero byte in a text."""
    if on_sqlite():
        return ()
    import psycopg

    return (psycopg.DataError,)


@cache
def _ours() -> _Kinds:
    """Return the faults of a driver that are told as the desk's own."""
    known = (*_conflicts(), *_wrong_values(), sqlite3.DatabaseError, django.db.utils.OperationalError)
    if on_sqlite():
        return known
    import psycopg

    return (*known, psycopg.OperationalError)


def _tell(fault: Exception) -> NoReturn:
    """Raise a driver's fault as the desk's own; a fault of our SQL stays what it is."""
    if isinstance(fault, _conflicts()):
        raise Conflict(str(fault)) from fault
    if isinstance(fault, _wrong_values()):
        raise BadInput("a character or a number in this cannot be kept; leave it out and send it again") from fault
    if isinstance(fault, sqlite3.ProgrammingError):
        raise fault
    _lost_its_connection()
    raise Unavailable("this cannot be kept or read now; nothing was sent") from fault


def _lost_its_connection() -> bool:
    """Let go of a connection that PostgreSQL has ended; True if a reader may ask again on a new one.

    Django looks after its own cursors only: without this, a server that was restarted stays lost to the thread.
    """
    mine = connections["default"]
    if not getattr(mine.connection, "closed", False):
        return False
    mine.close()
    return not mine.in_atomic_block


def _run(sql: str, values: tuple[object, ...]) -> Any:
    # The driver's own connection: Django's cursor and its look-up by name cost more than SQLite's answer.
    mine = _of_this_thread()
    if mine.connection is None:
        mine.ensure_connection()
    if mine.vendor == "sqlite":
        return mine.connection.execute(_question_marks(sql), values)
    return mine.connection.cursor().execute(sql, values)


def _of_this_thread() -> Any:
    """Return Django's connection of this thread, which stays the same object however often it is closed and opened."""
    try:
        return _thread.wrapper
    except AttributeError:
        _thread.wrapper = connections["default"]
        return _thread.wrapper


@lru_cache(maxsize=1024)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def empty_the_log() -> bool:
    """Move SQLite's write-ahead log into its file and cut it to nothing, so that deleted rows are in neither.

    False while a reader still holds it (ask again later); on PostgreSQL there is nothing to do: it holds ciphertext.
    """
    if not on_sqlite():
        return True
    with _translated(), _one_writer:
        connection.ensure_connection()
        return not connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def copy_sqlite(original: Path, copy: Path) -> None:
    """Copy an SQLite file with its own means, because another process may be writing; 0600 from its first byte."""
    copy.touch(mode=0o600)
    with _translated(), closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def close() -> None:
    """Close this thread's connection."""
    connection.close()


class KeyFile:
    """The separate small SQLite file that holds the customers' wrapped keys. Safe to use from many threads.

    Written with secure_delete and full durability, so that a deleted key is gone from the file and its log.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # One connection for all threads: a look-up takes microseconds, and one for each thread held two files open.
        self._open: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            if not self.path.exists():
                self.path.touch(mode=0o600)
            self._open = sqlite3.connect(self.path, isolation_level=None, timeout=5, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._open.execute(f"PRAGMA {pragma}")
        return self._open

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return all rows of a query (%s for values)."""
        with _translated(), self._lock:
            return self._connection().execute(_question_marks(sql), values).fetchall()

    def execute(self, sql: str, *values: object) -> int:
        """Run one statement durably and return how many rows it touched."""
        with _translated(), self._lock:
            return self._connection().execute(_question_marks(sql), values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run the block's statements as one durable transaction; on an error, or a power cut, nothing of it remains."""
        with _translated(), self._lock:
            opened = self._connection()
            opened.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                opened.execute("ROLLBACK")
                raise
            opened.execute("COMMIT")

    def snapshot(self) -> bytes:
        """Return the file as it stands at this moment, whole, while others write. In memory: no second file of keys."""
        with (
            _translated(),
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            source.backup(copy)
            return copy.serialize()

    def empty_the_log(self) -> bool:
        """Move the write-ahead log into the file and cut it to nothing; False while another process still reads it."""
        with _translated(), self._lock:
            busy = self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None
