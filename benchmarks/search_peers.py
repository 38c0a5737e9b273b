"""The engines that search is measured beside: each loads the same rows and answers the same questions."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq
import tantivy

from zhishu.search.tokens import fold, grams

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

TOP = 20
NAMES = 10
COLUMNS = ("right_kind", "year", "region", "section", "subclass", "name")
_COPIED = ("patent_id", "title", "abstract", *COLUMNS)


@dataclass(frozen=True)
class Asked:
    """Strings that must all stand somewhere in title, abstract or holder, and values to narrow by."""

    kind: str
    words: tuple[str, ...]
    narrowing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """How many, and how many of each kind, year and subclass; the counts of the ten largest holders."""

    total: int
    right_kind: dict[str, int]
    year: dict[str, int]
    section: dict[str, int]
    largest: tuple[int, ...]


class Engine(Protocol):
    """What every engine does here."""

    name: str

    def build(self, rows: Path) -> float:
        """Load and index the rows; the seconds it took."""
        ...

    def ask(self, asked: Asked) -> Answer:
        """The answer with the first twenty hits read."""
        ...

    def size(self) -> int:
        """Bytes on disk."""
        ...

    def close(self) -> None:
        """Stop what runs."""
        ...


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows as every peer takes them: one holder, one symbol, the year as text."""
    for batch in pq.ParquetFile(path).iter_batches(20_000):
        for row in batch.to_pylist():
            yield {
                "patent_id": row["patent_id"],
                "title": row["title"],
                "abstract": row["abstract"],
                "right_kind": row["right_kind"],
                "year": str(row["filed_on"].year),
                "region": row["region_code"],
                "section": row["main_ipc"][0].lower(),
                "subclass": row["main_ipc"][:4].lower(),
                "name": row["holders"][0],
            }


def _texts(row: dict[str, Any]) -> str:
    return f"{row['title']}。{row['abstract']}。{row['name']}"


def _cut(row: dict[str, Any]) -> str:
    return " ".join(grams(fold(_texts(row))))


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class BareTantivy:
    """The same library with the simplest schema that gives the same totals: one field of bigrams."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"
        self.folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("grams", tokenizer_name="blanks", index_option="position")
        for name in COLUMNS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        for name in ("patent_id", "title", "abstract"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        self.searcher: Any = None

    def build(self, rows: Path) -> float:
        """Cut in this process; Tantivy writes beside it."""
        begun = time.perf_counter()
        index = tantivy.Index(self.schema, path=str(self.folder))
        blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("blanks", blanks)
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for row in read_rows(rows):
            document = {name: row[name] for name in _COPIED}
            writer.add_document(tantivy.Document(grams=_cut(row), **document))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()
        return time.perf_counter() - begun

    def ask(self, asked: Asked) -> Answer:
        """Total and facets in one walk, the best twenty in another."""
        query = tantivy.Query
        must = []
        for word in asked.words:
            terms: list[Any] = _pairs(word)
            if len(terms) == 1:
                must.append(query.term_query(self.schema, "grams", terms[0]))
            else:
                must.append(query.phrase_query(self.schema, "grams", terms))
        for name, value in asked.narrowing:
            term = query.term_query(self.schema, name, value, "basic")
            must.append(query.const_score_query(term, 0.0))
        found = (
            must[0]
            if len(must) == 1
            else query.boolean_query([(tantivy.Occur.Must, one) for one in must])
        )
        terms_of = {
            name: {"terms": {"field": name, "size": NAMES if name == "name" else 1000,
                             "segment_size": 1_000_000}}
            for name in COLUMNS
        }  # fmt: skip
        counted = self.searcher.aggregate(found, terms_of)
        for _, address in self.searcher.search(found, TOP, count=False).hits:
            document = self.searcher.doc(address)
            document.get_first("title"), document.get_first("abstract")
        facets = {
            name: {one["key"]: int(one["doc_count"]) for one in counted[name]["buckets"]}
            for name in COLUMNS
        }
        return Answer(
            sum(facets["right_kind"].values()),
            facets["right_kind"],
            facets["year"],
            facets["section"],
            tuple(sorted(facets["name"].values(), reverse=True)),
        )

    def size(self) -> int:
        """The whole index folder, stored texts included."""
        return _folder_size(self.folder)

    def close(self) -> None:
        """Nothing runs."""


class Groonga:
    """Groonga by its own program through a pipe: TokenBigram, keyed columns for drilldowns, no cache."""

    name = "groonga"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "groonga"
        self.folder.mkdir()
        self.process = subprocess.Popen(
            ["groonga", "-n", str(self.folder / "db")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _tell(self, *lines: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        for line in lines:
            self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        head, *body = json.loads(self.process.stdout.readline())
        if head[0] != 0:
            raise RuntimeError(f"groonga: {head} {lines[0][:200]}")
        return body[0]

    def build(self, rows: Path) -> float:
        """Load first, index then: the faster way for it."""
        begun = time.perf_counter()
        self._tell("cache_limit 0")
        for name in COLUMNS:
            self._tell(f"table_create T_{name} TABLE_PAT_KEY ShortText")
        self._tell("table_create Docs TABLE_NO_KEY")
        for name in ("patent_id", "title", "abstract", "words"):
            self._tell(f"column_create Docs {name} COLUMN_SCALAR Text")
        for name in COLUMNS:
            self._tell(f"column_create Docs {name} COLUMN_SCALAR T_{name}")
        waiting: list[str] = []
        for row in read_rows(rows):
            waiting.append(json.dumps({**row, "words": _texts(row)}, ensure_ascii=False))
            if len(waiting) == 5_000:
                self._tell("load --table Docs", f"[{','.join(waiting)}]")
                waiting.clear()
        if waiting:
            self._tell("load --table Docs", f"[{','.join(waiting)}]")
        self._tell(
            "table_create Terms TABLE_PAT_KEY ShortText"
            " --default_tokenizer TokenBigram --normalizer NormalizerAuto"
        )
        self._tell("column_create Terms docs_words COLUMN_INDEX|WITH_POSITION Docs words")
        for name in COLUMNS:
            self._tell(f"column_create T_{name} docs COLUMN_INDEX Docs {name}")
        return time.perf_counter() - begun

    def ask(self, asked: Asked) -> Answer:
        """One select with a drilldown for each facet."""
        conditions = [f'words @ "{word}"' for word in asked.words]
        conditions += [f'{name} == "{value}"' for name, value in asked.narrowing]
        drilldowns = " ".join(
            f"--drilldowns[{name}].keys {name} --drilldowns[{name}].sort_keys -_nsubrecs"
            f" --drilldowns[{name}].limit {NAMES if name == 'name' else 1000}"
            f" --drilldowns[{name}].output_columns _key,_nsubrecs"
            for name in COLUMNS
        )
        shown = self._tell(
            f"select Docs --filter '{' && '.join(conditions)}' --limit {TOP} --sort_keys -_score"
            f" --output_columns patent_id,title,abstract,_score {drilldowns}"
        )
        total = shown[0][0][0]
        counted = {name: dict(found[2:]) for name, found in shown[1].items()}
        return Answer(
            total,
            counted["right_kind"],
            counted["year"],
            counted["section"],
            tuple(sorted(counted["name"].values(), reverse=True)),
        )

    def size(self) -> int:
        """The whole database."""
        return _folder_size(self.folder)

    def close(self) -> None:
        """Let the program end."""
        self.process.communicate("quit\n")


class SqliteFts:
    """SQLite FTS5 over bigrams cut beforehand, values in a table beside it."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "fts5.db"
        self.base = sqlite3.connect(self.path)

    def build(self, rows: Path) -> float:
        """One transaction, then the index is merged."""
        begun = time.perf_counter()
        self.base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;"
            f"CREATE TABLE docs ({', '.join(_COPIED)});"
            "CREATE VIRTUAL TABLE words USING fts5(cut, content='', tokenize='unicode61');"
            "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY);"
        )
        holes = ", ".join("?" * len(_COPIED))
        waiting: list[dict[str, Any]] = []
        at = 0
        with self.base:
            for batch in _batched(read_rows(rows), 5_000):
                waiting = batch
                self.base.executemany(
                    f"INSERT INTO docs VALUES ({holes})",
                    [[row[name] for name in _COPIED] for row in waiting],
                )
                self.base.executemany(
                    "INSERT INTO words (rowid, cut) VALUES (?, ?)",
                    [(at + place, _cut(row)) for place, row in enumerate(waiting, 1)],
                )
                at += len(waiting)
        self.base.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.base.commit()
        self.base.execute("ANALYZE")
        return time.perf_counter() - begun

    def ask(self, asked: Asked) -> Answer:
        """The matching rows once into a table, every facet from there; twenty by bm25."""
        match = " AND ".join(f'"{" ".join(_pairs(word))}"' for word in asked.words)
        narrowed = "".join(f" AND d.{name} = ?" for name, _ in asked.narrowing)
        values = [value for _, value in asked.narrowing]
        run = self.base.execute
        run("DELETE FROM found")
        if narrowed:
            run(
                "INSERT INTO found SELECT w.rowid FROM words w JOIN docs d ON d.rowid = w.rowid"
                f" WHERE words MATCH ?{narrowed}",
                [match, *values],
            )
        else:
            run("INSERT INTO found SELECT rowid FROM words WHERE words MATCH ?", [match])
        [(total,)] = run("SELECT count(*) FROM found").fetchall()
        counted = {
            name: dict(
                run(
                    f"SELECT {name}, count(*) FROM found JOIN docs ON docs.rowid = found.id"
                    f" GROUP BY 1 ORDER BY 2 DESC LIMIT {NAMES if name == 'name' else 1000}"
                ).fetchall()
            )
            for name in COLUMNS
        }
        run(
            "SELECT d.patent_id, d.title, d.abstract FROM words w JOIN docs d ON d.rowid = w.rowid"
            f" WHERE words MATCH ?{narrowed} ORDER BY rank LIMIT {TOP}",
            [match, *values],
        ).fetchall()
        return Answer(
            total,
            counted["right_kind"],
            counted["year"],
            counted["section"],
            tuple(sorted(counted["name"].values(), reverse=True)),
        )

    def size(self) -> int:
        """The database file."""
        return self.path.stat().st_size

    def close(self) -> None:
        """Close the file."""
        self.base.close()


class PostgresGin:
    """PostgreSQL with a GIN index over bigrams with positions; the newest twenty (ranks cost it more)."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        import psycopg

        from throwaway_postgres import running_server

        self.stack = ExitStack()
        address = self.stack.enter_context(running_server())
        self.base = psycopg.connect(address, autocommit=True)

    def build(self, rows: Path) -> float:
        """COPY, then one index."""
        begun = time.perf_counter()
        run = self.base.execute
        run("SET maintenance_work_mem = '1GB'")
        run("SET work_mem = '256MB'")
        run(
            f"CREATE UNLOGGED TABLE docs ({', '.join(f'{one} text' for one in _COPIED)}, cut tsvector)"
        )
        run(f"CREATE TEMP TABLE staged ({', '.join(f'{one} text' for one in _COPIED)}, cut text)")
        with self.base.cursor().copy(f"COPY staged ({', '.join(_COPIED)}, cut) FROM STDIN") as copy:
            for row in read_rows(rows):
                copy.write_row([*(row[name] for name in _COPIED), _cut(row)])
        run(f"INSERT INTO docs SELECT {', '.join(_COPIED)}, to_tsvector('simple', cut) FROM staged")
        run("DROP TABLE staged")
        run("CREATE INDEX ON docs USING gin (cut)")
        run("ANALYZE docs")
        return time.perf_counter() - begun

    def ask(self, asked: Asked) -> Answer:
        """One scan for total and facets, one for the newest twenty."""
        conditions = " AND ".join(
            ["cut @@ phraseto_tsquery('simple', %s)"] * len(asked.words)
            + [f"{name} = %s" for name, _ in asked.narrowing]
        )
        values = [" ".join(_pairs(word)) for word in asked.words]
        values += [value for _, value in asked.narrowing]
        sets = ", ".join(f"({name})" for name in COLUMNS)
        rows = self.base.execute(
            f"SELECT {', '.join(COLUMNS)}, count(*) FROM docs WHERE {conditions}"
            f" GROUP BY GROUPING SETS ((), {sets})",
            values,
        ).fetchall()
        self.base.execute(
            f"SELECT patent_id, title, abstract FROM docs WHERE {conditions}"
            f" ORDER BY patent_id DESC LIMIT {TOP}",
            values,
        ).fetchall()
        counted: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
        total = 0
        for *keys, count in rows:
            named = [
                (name, key) for name, key in zip(COLUMNS, keys, strict=True) if key is not None
            ]
            if named:
                [(name, key)] = named
                counted[name][key] = count
            else:
                total = count
        largest = sorted(counted["name"].values(), reverse=True)[:NAMES]
        return Answer(
            total, counted["right_kind"], counted["year"], counted["section"], tuple(largest)
        )

    def size(self) -> int:
        """Table with its index."""
        found = self.base.execute("SELECT pg_total_relation_size('docs')").fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.base.close()
        self.stack.close()


def _batched(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


PEERS: dict[str, Any] = {one.name: one for one in (BareTantivy, Groonga, SqliteFts, PostgresGin)}
PROGRAMS = {"groonga": ["groonga", "--version"]}


def program_versions(peers: Iterable[str]) -> dict[str, str]:
    """What programs say of their version."""
    found = {"sqlite": sqlite3.sqlite_version}
    if "groonga" in peers:
        told = subprocess.run(["groonga", "--version"], capture_output=True, text=True, check=True)
        found["groonga"] = told.stdout.split()[1]
    if "postgres" in peers:
        server = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))[-1]
        told = subprocess.run([server, "--version"], capture_output=True, text=True, check=True)
        found["postgres"] = (
            told.stdout.split()[-1] if "(" not in told.stdout else told.stdout.split()[2]
        )
    return found


def missing(peer: str) -> str:
    """Why a peer cannot run here; nothing when it can."""
    if peer == "groonga" and shutil.which("groonga") is None:
        return "没有groonga：apt-get install groonga-bin groonga-tokenizer-mecab"
    if peer == "postgres":
        from throwaway_postgres import programs

        return "" if programs() else "没有PostgreSQL：apt-get install postgresql"
    return ""
