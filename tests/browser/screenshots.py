"""The pictures of the page in `docs/images`: `python -m tests.browser.screenshots` fills a small bank and takes them anew."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from playwright.sync_api import Browser

from tests.browser.conftest import Site, drawn, heard_demo, served_demo, watched
from tests.chromium import chromium

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
DESKTOP: Final = (1280, 860)
PHONE: Final = (375, 812)


class Picture(NamedTuple):
    section: str
    lang: str
    size: tuple[int, int] = DESKTOP
    dark: bool = False
    press: str = ""
    until: str = "#screen"

    @property
    def name(self) -> str:
        place = "phone" if self.size == PHONE else "desktop"
        kind = "-dark" if self.dark else ""
        return f"page-{self.section or 'overview'}-{place}-{self.lang}{kind}.png"


PICTURES: Final = (
    Picture("", "en"),
    Picture("", "zh", PHONE),
    Picture("", "zh", dark=True),
    Picture("complaints", "zh"),
    Picture("journeys", "en", press="[data-panel=list] tbody a", until=".timeline .step"),
    Picture("promises", "en"),
    Picture("perception", "zh"),
    Picture("attitude", "en", press=".matrix .cell >> nth=1", until="dialog .voice"),
    Picture("voices", "en", PHONE),
    Picture("accounts", "zh", PHONE, dark=True),
)


def take(browser: Browser, site: Site, picture: Picture, folder: Path) -> None:
    with watched(browser, picture.size, dark=picture.dark) as tab:
        tab.goto(f"{site.address}{picture.section}?lang={picture.lang}")
        drawn(tab)
        if picture.press:
            tab.click(picture.press)
        tab.wait_for_selector(picture.until)
        if picture.section in {"", "complaints", "promises", "perception"}:
            tab.wait_for_selector(".plot canvas")
        tab.screenshot(path=folder / picture.name)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as home,
        served_demo(heard_demo(Path(home))) as site,
        chromium() as browser,
    ):
        for picture in PICTURES:
            take(browser, site, picture, IMAGES)


if __name__ == "__main__":
    main()
