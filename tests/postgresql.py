"""A real PostgreSQL for tests: a cluster made for the run, on a Unix socket, thrown away after."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

_INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
PG_CTL = shutil.which("pg_ctl") or (str(_INSTALLED[-1]) if _INSTALLED else None)
REQUIRED = "postgresql" in os.environ.get("TESTS_REQUIRE", "")
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


@dataclass(frozen=True)
class PostgreSQL:
    """A running server; `folder` holds its cluster and its socket."""

    folder: Path
    _numbers: Iterator[int]

    def new_database(self) -> str:
        """Return the URL of a new, empty database."""
        import psycopg

        name = f"test_{next(self._numbers)}"
        admin = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://postgres@/{name}?host={self.folder}"


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Yield a server on a new cluster; skip, or fail where TESTS_REQUIRE names postgresql."""
    if PG_CTL is None:
        reason = "PostgreSQL is not installed (Debian: postgresql)"
        assert not REQUIRED, f"TESTS_REQUIRE names postgresql: {reason}"
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path is limited
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        _run("initdb", "-D", data, "-o", "-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync")
        _run("start", "-w", "-D", data, "-l", folder / "log", "-o", f"{_FAST} -k {folder}")
        yield PostgreSQL(folder, count())
    finally:
        if (data / "postmaster.pid").exists():
            _run("stop", "-D", data, "-m", "immediate")
        shutil.rmtree(folder)


def _run(*arguments: str | Path) -> None:
    """Run pg_ctl; the server refuses to run as root, so root runs it as its own user."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(PG_CTL), *map(str, arguments)],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"pg_ctl {arguments[0]} failed: {done.stderr}"
