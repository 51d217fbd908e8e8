"""What customers are called before readers who may not see their ids."""

from pathlib import Path

from pipeline.embedded import handle_secret
from pipeline.page.looking import Reader
from pipeline.settings import Settings


def test_a_home_calls_a_customer_the_same_after_each_start(tmp_path: Path) -> None:
    def called(home: Path, customer: str) -> str:
        secret = handle_secret(Settings(home=home))
        return Reader(words=False, details=False, secret=secret).called(customer)

    one, other = tmp_path / "one", tmp_path / "other"
    for home in (one, other):
        home.mkdir()
    assert called(one, "C1") == called(one, "C1")
    assert called(one, "C1") not in {called(one, "C2"), called(other, "C1")}
    assert "C1" not in called(one, "C1")


def test_who_may_see_words_sees_ids() -> None:
    assert Reader(words=True, details=False, secret=b"x").called("C1") == "C1"
