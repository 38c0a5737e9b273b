"""A table while it is being written: its segments as they will be, and the keys that changed."""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from zhishu.base.faultpoint import faultpoint
from zhishu.warehouse.fold import choose_all, choose_small, key_ranges
from zhishu.warehouse.kinds import literal, quote
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Manifest, Segment
from zhishu.warehouse.workshop import Workshop


@dataclass
class Draft:
    """The next version of a table."""

    table: Table
    segments: list[Segment]
    changed: bool = False
    touched: list[Path] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        return Manifest(self.table, tuple(self.segments))

    def take(self, workshop: Workshop, parts: Iterable[str], *, fresh: bool) -> int:
        """Add the accepted rows, a segment for each part, and mark as dead what they and `removed` override.

        parts: SQL of accepted rows, each small enough that two are sorted in memory; `fresh` ones override
        nothing, the others have the position of the row they override, as `removed` has. Returns how
        many rows were added.
        """
        run = workshop.run
        run(
            "CREATE OR REPLACE TABLE overridden AS"
            " SELECT known_segment AS segment, known_at AS row FROM removed"
        )

        def write(part: tuple[int, str]) -> Segment | None:
            number, sql = part
            rows = f"({sql})"
            if not fresh:
                rows = f"accepted_{number}"
                run(f"CREATE OR REPLACE TABLE {rows} AS {sql}")
                run(
                    f"INSERT INTO overridden SELECT known_segment, known_at FROM {rows}"
                    " WHERE known_segment IS NOT NULL"
                )
            segment = workshop.write_segment(
                self.table, f"SELECT *, NULL::BIGINT AS _snapshot FROM {rows}"
            )
            run(f"DROP TABLE IF EXISTS accepted_{number}")
            return segment

        written = workshop.beside(write, enumerate(parts))
        added = [one for one in written if one is not None]
        buried = self._bury(workshop)
        self.segments += added
        if added or buried:
            self.changed = True
            self._note_touched(workshop, added)
        return sum(one.rows for one in added)

    def fold(self, workshop: Workshop, *, whole: bool = False) -> None:
        """Write many small segments as few; `whole`: all of them, also for the sake of dead rows.

        The rows stay as they are, with the snapshot that published them, so no answer changes.
        """
        settled = [one for one in self.segments if one.snapshot is not None]
        if not whole:
            settled = choose_small(self.segments)
        paths = [workshop.layout.segment(self.table.name, one.sha256) for one in settled]
        if not settled or (whole and not choose_all(workshop.run, self.table, settled, paths)):
            return
        faultpoint("compact.before_fold")
        workshop.show_known(self.table, settled)
        merged = [
            workshop.write_segment(self.table, f"SELECT * FROM known WHERE {part}")
            for part in key_ranges(workshop.run, self.table, settled, paths)
        ]
        folded = set(settled)
        self.segments = [one for one in self.segments if one not in folded]
        self.segments += [one for one in merged if one is not None]
        self.changed = True
        faultpoint("compact.after_fold")

    def _bury(self, workshop: Workshop) -> bool:
        """Mark the rows of the relation `overridden` as dead, if any; a segment without a live row is left out."""
        buried: dict[int, Segment | None] = {}
        for (number,) in workshop.run("SELECT DISTINCT segment FROM overridden ORDER BY 1"):
            rows = (
                f"SELECT row FROM dead WHERE segment = {number}"
                f" UNION SELECT row FROM overridden WHERE segment = {number}"
            )
            [(count,)] = workshop.run(f"SELECT count(*) FROM ({rows})")
            segment = self.segments[number]
            if count == segment.rows:
                buried[number] = None
            else:
                dead = workshop.write_dead(self.table, rows)
                buried[number] = replace(segment, dead=dead)
        after = [buried.get(number, one) for number, one in enumerate(self.segments)]
        self.segments = [one for one in after if one is not None]
        return bool(buried)

    def _note_touched(self, workshop: Workshop, added: list[Segment]) -> None:
        """Keep the keys of the rows added and removed, for those who derive other tables from this one."""
        keys = ", ".join(quote(name) for name in self.table.key)
        files = [
            literal(str(workshop.layout.segment(self.table.name, one.sha256))) for one in added
        ]
        sources = [f"SELECT {keys} FROM removed"]
        if files:
            sources.append(f"SELECT {keys} FROM read_parquet([{', '.join(files)}])")
        path = workshop.path(".parquet")
        [(rows,)] = workshop.run(
            f"COPY ({' UNION ALL '.join(sources)}) TO {literal(str(path))} (FORMAT parquet)"
        )
        if rows:
            self.touched.append(path)
