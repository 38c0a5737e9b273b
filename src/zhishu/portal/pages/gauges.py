"""/metrics: counts and latencies by route, and how the instance stands, as Prometheus reads it.

Each web process counts in files of one folder (PROMETHEUS_MULTIPROC_DIR, which `serve` names), so any of
them answers for all. A route is the name of a URL: no label holds what a person typed.
"""

from __future__ import annotations

import hmac
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db.utils import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from zhishu import settings as zhishu_settings
from zhishu.base.errors import ZhishuError
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import index_folder
from zhishu.portal.pages.permissions import requires
from zhishu.search.tantivy_index import open_index
from zhishu.settings import home

_own = CollectorRegistry()
_REQUESTS = Counter(
    "zhishu_requests", "Requests answered.", ("route", "method", "status"), registry=_own
)
_SECONDS = Histogram(
    "zhishu_request_seconds",
    "Seconds from the first byte of a request to its answer.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=_own,
)
# What other rooms tell of their state: name, sentence, label -> value.
Told = dict[str, float]
_gauges: dict[str, tuple[str, str, Callable[[], Told]]] = {}


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """One request more."""
    _REQUESTS.labels(route, method, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def tell_gauge(name: str, sentence: str, label: str, values: Callable[[], Told]) -> None:
    """Add a gauge that is read when it is asked for; label: what tells its values apart, or empty."""
    _gauges[name] = (sentence, label, values)


class _State(Collector):
    """The gauges at this moment; one that cannot be read now is left out, and counted."""

    def collect(self) -> Iterator[Metric]:
        """One family a gauge."""
        unread = 0
        for name, (sentence, label, values) in _gauges.items():
            try:
                told = values()
            except (ZhishuError, DatabaseError, OSError):
                unread += 1
                continue
            family = GaugeMetricFamily(name, sentence, labels=[label] if label else [])
            for key, value in told.items():
                family.add_metric([key] if label else [], value)
            yield family
        yield GaugeMetricFamily("zhishu_unread_gauges", "Gauges not to be read now.", unread)


@requires("metrics.read")
def show_gauges(request: HttpRequest) -> HttpResponse:
    """All of it, for whoever may ask: this machine itself, or the bearer of the token."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(_Same())
    registry.register(_State())
    return HttpResponse(
        generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


class _Same(Collector):
    """What this process counted, where it is the only one."""

    def collect(self) -> Iterable[Metric]:
        """All families."""
        return _own.collect()


def _may_read(request: HttpRequest) -> bool:
    token = zhishu_settings.METRICS_TOKEN.value()
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # Behind a proxy everybody comes from this machine.
    return not settings.BEHIND_PROXY and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _warehouse_snapshot() -> Told:
    return {"": open_warehouse(home()).snapshot()}


def _index_behind() -> Told:
    behind = open_warehouse(home()).snapshot() - open_index(index_folder(home())).snapshot
    return {"": max(0, behind)}


def _free_bytes() -> Told:
    return {"": shutil.disk_usage(home()).free}


tell_gauge("zhishu_warehouse_snapshot", "Number of the newest snapshot.", "", _warehouse_snapshot)
tell_gauge(
    "zhishu_index_behind", "Snapshots published since the index was built.", "", _index_behind
)
tell_gauge("zhishu_disk_free_bytes", "Bytes free where the home lies.", "", _free_bytes)
