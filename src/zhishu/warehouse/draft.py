"""A table while it is being written: its segments as they will be, and the keys that changed."""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from zhishu.warehouse.kinds import literal, quote
from zhishu.warehouse.table import Table
from zhishu.warehouse.version import Manifest, Segment
from zhishu.warehouse.workshop import Workshop

# A table of more segments than this is folded when it is next written, so that reading stays quick.
MOST_SEGMENTS = 16


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

    def take(self, workshop: Workshop) -> int:
        """Add the rows of the relation `accepted`, and mark as dead what they and `removed` override.

        Returns how many rows were added. Both relations have the position of the known row.
        """
        overridden = (
            "SELECT known_segment AS segment, known_at AS row FROM accepted"
            " WHERE known_segment IS NOT NULL UNION ALL SELECT known_segment, known_at FROM removed"
        )
        self._bury(workshop, overridden)
        segment = workshop.write_segment(
            self.table, "SELECT *, NULL::BIGINT AS _snapshot FROM accepted"
        )
        if segment is not None:
            self.segments.append(segment)
            self.changed = True
        self._note_touched(workshop)
        return segment.rows if segment else 0

    def fold(self, workshop: Workshop, *, whole: bool = False) -> None:
        """Write many small segments as one; `whole`: all of them, also for the sake of dead rows.

        The rows stay as they are, with the snapshot that published them, so no answer changes.
        """
        settled = [one for one in self.segments if one.snapshot is not None]
        if whole:
            folded = settled if len(settled) > 1 or any(one.dead for one in settled) else []
        elif len(self.segments) > MOST_SEGMENTS:
            by_size = sorted(settled, key=lambda one: (one.live_rows, one.sha256))
            folded = by_size[: len(self.segments) - MOST_SEGMENTS // 2]
        else:
            folded = []
        if not folded:
            return
        workshop.show_known(self.table, folded)
        merged = workshop.write_segment(self.table, "SELECT * FROM known")
        chosen = set(folded)
        self.segments = [one for one in self.segments if one not in chosen]
        if merged is not None:
            self.segments.append(merged)
        self.changed = True

    def _bury(self, workshop: Workshop, overridden: str) -> None:
        """Mark rows as dead; a segment without a live row is left out."""
        buried: dict[int, Segment | None] = {}
        for (number,) in workshop.run(f"SELECT DISTINCT segment FROM ({overridden}) ORDER BY 1"):
            rows = (
                f"SELECT row FROM dead WHERE segment = {number}"
                f" UNION SELECT row FROM ({overridden}) WHERE segment = {number}"
            )
            [(count,)] = workshop.run(f"SELECT count(*) FROM ({rows})")
            segment = self.segments[number]
            if count == segment.rows:
                buried[number] = None
            else:
                dead = workshop.write_dead(self.table, rows)
                buried[number] = replace(segment, dead=dead)
        if buried:
            self.changed = True
            after = [buried.get(number, one) for number, one in enumerate(self.segments)]
            self.segments = [one for one in after if one is not None]

    def _note_touched(self, workshop: Workshop) -> None:
        keys = ", ".join(quote(name) for name in self.table.key)
        path = workshop.path(".parquet")
        [(rows,)] = workshop.run(
            f"COPY (SELECT {keys} FROM accepted UNION ALL SELECT {keys} FROM removed)"
            f" TO {literal(str(path))} (FORMAT parquet)"
        )
        if rows:
            self.touched.append(path)
