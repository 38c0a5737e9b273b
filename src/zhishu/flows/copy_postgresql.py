"""Dump the portal's PostgreSQL database at one moment, load it into an empty one, tell what its tables hold."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import ZhishuError
from zhishu.flows.copy_sqlite import Counted
from zhishu.warehouse.durable import sync_file

# What the digests depend on, whatever the server's or the user's own settings are.
_SESSION = (
    "-c client_encoding=UTF8 -c datestyle=ISO -c intervalstyle=iso_8601 -c timezone=UTC"
    " -c extra_float_digits=3 -c bytea_output=hex"
)
# Schemas that keep what a restore put aside begin so; they are no part of a backup.
ASIDE = "before_"
# A word of an address as PostgreSQL's programs read it from their environment.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def dump_postgresql(address: str, target: Path) -> Counted:
    """Dump a database by pg_dump; rows and digests are counted in the very snapshot that is dumped."""
    with _connect(address) as database:
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [(snapshot,)] = database.execute("SELECT pg_export_snapshot()").fetchall()
        target.touch(mode=0o600)
        _run(
            address,
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--exclude-schema={ASIDE}*", f"--snapshot={snapshot}", f"--file={target}"],
        )  # fmt: skip
        counted = _count_all(database)
    sync_file(target)
    return counted


def load_postgresql(address: str, dump: Path) -> None:
    """Load a dump into an empty database: all of it or, on any error, nothing."""
    _run(
        address,
        ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         f"--dbname={DatabaseAddress.parse(address).name}", str(dump)],
    )  # fmt: skip


def count_postgresql(address: str) -> Counted:
    """Rows of each table and the digest of all their values."""
    with _connect(address) as database:
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _count_all(database)


def put_aside_postgresql(address: str, stamp: str) -> None:
    """Keep what stands in a database under another schema, and leave an empty one in its place."""
    with _connect(address) as database:
        name = sql.Identifier(f"{ASIDE}{stamp}")
        database.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(name))
        database.execute("CREATE SCHEMA public")


@contextmanager
def borrowed_postgresql(address: str, name: str) -> Iterator[str]:
    """An empty database of its own on the same server, dropped at the end; its address."""
    with _connect(address, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
    try:
        words = _words(address)
        del words["dbname"]
        yield f"postgresql:///{name}?{urlencode(words)}"
    finally:
        with _connect(address, autocommit=True) as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _count_all(database: psycopg.Connection[Any]) -> Counted:
    tables = database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    return {name: _count(database, name) for (name,) in tables}


def _count(database: psycopg.Connection[Any], name: str) -> dict[str, int | str]:
    digest, rows = hashlib.sha256(), 0
    query = sql.SQL(
        'COPY (SELECT * FROM public.{} AS one ORDER BY one::text COLLATE "C") TO STDOUT'
    ).format(sql.Identifier(name))
    with database.cursor().copy(query) as lines:
        for line in lines:
            rows += bytes(line).count(b"\n")
            digest.update(line)
    return {"rows": rows, "sha256": digest.hexdigest()}


@contextmanager
def _connect(address: str, *, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(
            autocommit=autocommit, connect_timeout=10, options=_SESSION, **_words(address)
        ) as database:
            yield database
    except psycopg.Error as error:
        raise ZhishuError(
            f"PostgreSQL没有照办：{str(error).strip().splitlines()[0]}",
            where=str(DatabaseAddress.parse(address)),
            next_step="检查ZHISHU_DATABASE、数据库服务和账户的权限",
            code="database",
        ) from None


def _run(address: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL; the address goes by the environment, where no list of processes shows it."""
    words = {_VARIABLES[name]: value for name, value in _words(address).items()}
    environment = {**os.environ, **words}
    try:
        done = subprocess.run(
            arguments, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise ZhishuError(
            f"没有程序{arguments[0]}",
            next_step="安装PostgreSQL的客户端程序，例如apt-get install postgresql-client",
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ZhishuError(
            f"{arguments[0]}没有做成：{said[0] if said else '没有说明原因'}",
            where=str(DatabaseAddress.parse(address)),
            next_step="检查数据库服务、版本和账户的权限",
            code="database",
        )


def _words(address: str) -> dict[str, str]:
    """An address as the client's own words, those that it names."""
    found = DatabaseAddress.parse(address)
    words = {
        "dbname": found.name,
        "host": found.host,
        "port": str(found.port or ""),
        "user": found.user,
        "password": found.password,
        **found.line,
    }
    return {name: value for name, value in words.items() if value}
