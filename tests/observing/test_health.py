"""What the supervisor and the load balancer see of a worker."""

import json
import urllib.error
import urllib.request
from asyncio import to_thread
from typing import Any

import pytest

from pipeline.observing.health import Vitals, listening, observatory
from pipeline.observing.metrics import Metrics
from pipeline.watchdog import Place
from schemas.errors import Misused


def get(url: str, accept: str = "") -> tuple[int, str, bytes]:
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()


def said(answer: tuple[int, str, bytes]) -> tuple[int, Any]:
    return answer[0], json.loads(answer[2])


async def test_the_three_endpoints() -> None:
    metrics, vitals = Metrics(["calls"], "0.1.0"), Vitals()
    metrics.batch("calls", 7, 0.1)
    async with listening(observatory(metrics, vitals), "127.0.0.1", 0) as url:
        status, content_type, body = await to_thread(get, f"{url}/metrics")
        assert status == 200
        assert content_type.startswith("text/plain; version=0.0.4")
        assert b'earshot_events_total{agent="calls"} 7.0' in body
        status, content_type, _ = await to_thread(
            get, f"{url}/metrics", "application/openmetrics-text; version=1.0.0"
        )
        assert (status, content_type.partition(";")[0]) == (200, "application/openmetrics-text")
        assert said(await to_thread(get, f"{url}/health")) == (200, {"status": "ok"})
        reason = "the warehouse has not been asked yet"
        assert said(await to_thread(get, f"{url}/ready")) == (503, {"status": "no", "reason": reason})
        vitals.warehouse, vitals.assigned = True, 3
        assert said(await to_thread(get, f"{url}/ready")) == (200, {"status": "ok"})
        vitals.stalled = (Place("calls", "voc.calls", 3),)
        status, answer = said(await to_thread(get, f"{url}/health"))
        assert status == 503
        assert answer["reason"] == "no progress on calls voc.calls/3 although records wait"


def test_readiness_needs_partitions_and_a_warehouse_that_answered_last() -> None:
    vitals = Vitals()
    assert "asked" in vitals.unready()
    vitals.warehouse = True
    assert vitals.unready() == "no partitions are assigned"
    vitals.assigned = 1
    assert vitals.unready() == ""
    vitals.warehouse = False
    assert vitals.unready() == "the warehouse did not answer last"
    assert vitals.unwell() == ""


def test_the_reason_stays_one_line_however_many_stand_still() -> None:
    vitals = Vitals()
    vitals.stalled = tuple(Place("calls", "voc.calls", number) for number in range(500))
    assert vitals.unwell() == "no progress on calls voc.calls/0 and 499 more although records wait"


async def test_an_address_that_is_taken_is_said_with_what_to_do() -> None:
    application = observatory(Metrics([], "0.1.0"), Vitals())
    async with listening(application, "127.0.0.1", 0) as url:
        port = int(url.rpartition(":")[2])
        again = observatory(Metrics([], "0.1.0"), Vitals())
        with pytest.raises(Misused, match="EARSHOT_METRICS_PORT"):
            async with listening(again, "127.0.0.1", port):
                pass
