"""From the publications of one application to the patent: one rule, whatever order they came in.

The rule is a relation, so that a million publications are put together as quickly as one: it stands here
in SQL and nowhere else.
"""

# ruff: noqa: S608 - the SQL is put together from texts of this file and names of its caller
from __future__ import annotations

_DOCUMENT = "{'number': publication_number, 'day': published_on}"
RIGHT_KINDS = {"invention": "发明", "utility_model": "实用新型", "design": "外观设计"}

# What the newest publication that knows it says; a grant counts above an earlier publication.
_NEWEST = (
    "application_number",
    "filed_on",
    "title",
    "abstract",
    "holders",
    "current_holders",
    "inventors",
    "agency",
    "address",
    "province_code",
    "region_code",
    "main_ipc",
    "ipc",
    "locarno",
    "priority",
    "first_claim",
    "claim_count",
    "cited_by_count",
    "family",
    "legal_status_printed",
)

# A patent is its application number where it is known, else the key of the one publication.
PATENT_ID = "coalesce(application_number, record_key)"

# Patents of other offices bear their country (US10991571): the law here says nothing of how they stand.
CHINESE = "(p.patent_id < 'A' OR p.patent_id[1:2] IN ('CN', 'ZL'))"

# Publications in their order: by day (undated first), a grant behind, at last by their number.
_ORDER = "concat(coalesce(published_on, DATE '0001-01-01'), coalesce(is_grant, false), record_key)"
# Of the documents of a kind the first: originals before corrections (A8, B9), dated before undated ones.
_FIRST = f"concat(length(coalesce(kind_code, '')) > 1, published_on IS NULL, {_ORDER})"


def patents_sql(publications: str, announced: str) -> str:
    """The rows of `patents` for all publications of some applications (columns of rights.tables).

    Field by field the newest publication that knows it holds; numbers and dates of publication and
    of grant come from the first document of their kind, corrections aside, then from what another
    document tells of them. A utility model or a design is published by its grant: its publication
    number stays empty. announced: a relation (patent_id, granted_on) of grants known by their legal
    event, for a patent whose grant document is not known.
    """
    newest = ",\n  ".join(f"arg_max({name}, place) AS {name}" for name in _NEWEST)
    kept = ", ".join(_NEWEST)
    return f"""
WITH placed AS (
  SELECT *, {PATENT_ID} AS patent_id, {_ORDER} AS place, {_FIRST} AS rank FROM {publications}
), assembled AS (
  SELECT
  patent_id,
  list_sort(list(record_key)) AS record_keys,
  arg_max(right_kind, place) AS right_kind,
  {newest},
  arg_min({_DOCUMENT}, rank) FILTER (is_grant = false) AS published,
  arg_min({_DOCUMENT}, rank) FILTER (is_grant) AS granted,
  arg_max(grant_number, place) AS told_number,
  arg_max(granted_on, place) AS told_day
  FROM placed GROUP BY patent_id
)
{_told(kept, announced)}"""


def lone_patents_sql(publications: str, announced: str) -> str:
    """The same where every publication is the only one of its application: nothing to choose from.

    Most are; taken as they stand they cost no grouping.
    """
    kept = ", ".join(_NEWEST)
    return f"""
WITH assembled AS (
  SELECT {PATENT_ID} AS patent_id, [record_key] AS record_keys, right_kind, {kept},
  CASE WHEN is_grant = false THEN {_DOCUMENT} END AS published,
  CASE WHEN is_grant THEN {_DOCUMENT} END AS granted,
  grant_number AS told_number, granted_on AS told_day
  FROM {publications}
)
{_told(kept, announced)}"""


def _told(kept: str, announced: str) -> str:
    """The rows of `patents` from the relation `assembled`."""
    return f"""SELECT patent_id, record_keys, right_kind, {kept},
  holders[1] AS first_holder,
  published.number AS publication_number,
  published.day AS published_on,
  CASE WHEN granted IS NULL THEN told_number ELSE granted.number END AS grant_number,
  coalesce(granted.day, told_day, announced.granted_on) AS granted_on,
  main_ipc[1] AS ipc_section
FROM assembled LEFT JOIN {announced} AS announced USING (patent_id)
"""


def is_abroad(patent_id: str) -> bool:
    """Whether a patent is one of another office: what CHINESE says in SQL, turned round."""
    return patent_id >= "A" and patent_id[:2] not in ("CN", "ZL")
