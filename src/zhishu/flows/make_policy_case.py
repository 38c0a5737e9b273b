"""A reviewed policy as a test case: its original and a YAML of what is right, in the bench's format."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from zhishu.base.errors import NotFoundError, ZhishuError
from zhishu.base.plain_file import open_plain
from zhishu.flows.look_at_review import look_at_review
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.policy.queries import find_readings
from zhishu.policy.review.case import HEAD, make_case_document
from zhishu.warehouse.durable import put_file
from zhishu.warehouse.warehouse import Warehouse


def make_policy_case(home: Path, document_id: str, path: Path) -> Path:
    """Write the case to `path` (YAML) and the original beside it; returns the original's path.

    A case tells of every document of its file: all of them must be reviewed, on the present text.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise ZhishuError(f"{path.name}不是YAML的名字", next_step="写成例如case.yaml")
    warehouse = open_warehouse(home)
    at = warehouse.snapshot()
    documents = warehouse.query(
        "SELECT * FROM policy_documents WHERE raw_sha256 ="
        " (SELECT raw_sha256 FROM policy_documents WHERE document_id = $id) ORDER BY position",
        {"id": document_id},
        snapshot=at,
    ).dicts()
    if not documents:
        raise NotFoundError(f"没有政策{document_id}", next_step="标识在政策页的网址里")
    for one in documents:
        laid_out = look_at_review(home, one["document_id"])
        review = laid_out.published if laid_out else None
        if review is None or not review.is_of_this_text:
            raise ZhishuError(
                f"“{one['title']}”还没有发布过核对结果，或者核对的是较早的文字",
                next_step="在门户的核对页全部核对并发布，再运行",
                code="not_reviewed",
            )
    original = path.with_suffix(Path(documents[0]["file_name"]).suffix or ".txt")
    told = [_document(warehouse, one, at) for one in documents]
    with open_plain(warehouse.raw(documents[0]["raw_sha256"])) as stream:
        data = stream.read()
    put_file(data, original, path.parent)
    put_file(_yaml({"kind": "核对", "damage": [], "documents": told}).encode(), path, path.parent)
    return original


def _document(warehouse: Warehouse, document: dict[str, Any], snapshot: int) -> dict[str, Any]:
    identifier = document["document_id"]

    def rows(table: str) -> list[dict[str, Any]]:
        sql = f"SELECT * FROM {table} WHERE document_id = $id ORDER BY position"  # noqa: S608
        return warehouse.query(sql, {"id": identifier}, snapshot=snapshot).dicts()

    return make_case_document(
        document,
        clauses=rows("policy_clauses"),
        citations=rows("policy_citations"),
        losses=rows("policy_losses"),
        items=find_readings(warehouse, identifier, snapshot=snapshot, confirmed=True),
    )


def _yaml(case: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.allow_unicode = True
    yaml.width = 100_000
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    yaml.dump(case, stream)
    return "".join(f"# {line}\n" for line in HEAD) + stream.getvalue()
