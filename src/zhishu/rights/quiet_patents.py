"""The rule of legal_status.py for many patents at once of which no event is known.

Then nothing but their days tells anything: pending until the grant, unheard of from then on, ceased with
the term. A property test holds the two together.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhishu.rights.legal_status import EXPIRED, NEVER_GRANTED, PENDING, UNHEARD_OF


def quiet_periods(
    owner: pa.Array, *, filed: pa.Array, published: pa.Array, granted: pa.Array, ends: pa.Array
) -> pa.RecordBatch:
    """Periods, each with its patent's `owner`; ends: the day the term is over, null where it cannot be counted."""
    start = pc.min_element_wise(filed, published, granted)
    is_pending = pc.if_else(pc.is_valid(granted), pc.less(start, granted), pc.is_valid(start))
    is_granted = pc.fill_null(pc.less(granted, ends), pc.is_valid(granted))
    kinds = (
        (is_pending, "pending", start, pc.min_element_wise(granted, ends), PENDING),
        (is_granted, "unknown", granted, ends, UNHEARD_OF),
        (
            pc.is_valid(ends),
            "ceased",
            ends,
            pa.nulls(len(ends), pa.date32()),
            pc.if_else(pc.is_valid(granted), EXPIRED, NEVER_GRANTED),
        ),
    )
    batches = []
    for chosen, state, since, until, reason in kinds:
        at = pc.indices_nonzero(pc.fill_null(chosen, False))
        reasons = reason.take(at) if isinstance(reason, pa.Array) else pa.repeat(reason, len(at))
        columns = {
            "owner": owner.take(at),
            "state": pa.repeat(state, len(at)),
            "from_on": since.take(at),
            "until_on": until.take(at),
            "reason": reasons,
        }
        batches.append(pa.record_batch(columns))
    return pa.concat_batches(batches)


def with_events(codes: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(places of the patents that have events, places of the others)."""
    has = pc.is_valid(codes).to_numpy(zero_copy_only=False)
    return pa.array(np.flatnonzero(has)), pa.array(np.flatnonzero(~has))
