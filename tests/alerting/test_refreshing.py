"""The thread beside the engine, and the whole of a refresh."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from pipeline.refreshing import Refresh, Refresher
from pipeline.settings import Settings
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import Misused, Unavailable
from tests.alerting.raised import RULES
from tests.rows import HOUR, NOON, fact

SOON = 0.0002  # minutes


class Counting:
    """A refresh that fails as it was told, and says when it was called three times."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.calls = 0
        self.thrice = Event()

    def __call__(self, over: Callable[[], bool]) -> None:
        del over
        self.calls += 1
        if self.calls == 3:
            self.thrice.set()
        if self.error:
            raise self.error


def test_it_refreshes_again_and_again_until_told_to_stop() -> None:
    counting = Counting()
    thread = Refresher(counting, SOON, lambda _: None)
    thread.start()
    assert counting.thrice.wait(10)
    thread.stop()
    done = counting.calls
    assert not any(each.name == "refresh" and each.is_alive() for each in _threads())
    assert counting.calls == done


def _threads() -> list[Thread]:
    from threading import enumerate as living

    return living()


def test_the_world_is_waited_for_and_told() -> None:
    for error in (Unavailable("away"), Misused("no such table")):
        counting = Counting(error)
        failed: list[BaseException] = []
        thread = Refresher(counting, SOON, failed.append)
        thread.start()
        assert counting.thrice.wait(10)
        thread.stop()
        assert failed == []


def test_a_bug_ends_it_and_is_handed_on() -> None:
    failed: list[BaseException] = []
    over = Event()

    def fail(error: BaseException) -> None:
        failed.append(error)
        over.set()

    thread = Refresher(Counting(ValueError("bug")), SOON, fail)
    thread.start()
    assert over.wait(10)
    thread.stop()
    assert [str(error) for error in failed] == ["bug"]


def test_stopping_what_was_never_started() -> None:
    Refresher(Counting(), SOON, lambda _: None).stop()


def test_a_refresh_notices_raises_and_sends(on_chdb: SqlWarehouse, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES, encoding="utf-8")
    facts = [
        fact(f"{n:032x}", NOON, complaint="yes" if n < 60 else "no", region="北区", voice="坏了")
        for n in range(200)
    ]
    on_chdb.write(tables.INTERACTIONS, facts)
    on_chdb.recount([NOON])
    refresh = Refresh(on_chdb, Settings(alerts=str(rules)), lambda: NOON + HOUR)
    done = refresh()
    assert [row.cell for row in done.raised.opened] == ["region=北区"]
    assert done.sent == (0, 0, 0)
    assert refresh().raised == ((), ())
