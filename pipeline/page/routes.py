"""What the page's server answers: every path, who tells it, and what it shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from pipeline.page import downloads
from pipeline.page.accounts import accounts
from pipeline.page.answers import Choices, Overview, Shown, Voices
from pipeline.page.asking import Chosen
from pipeline.page.attitude import attitude
from pipeline.page.complaints import complaints
from pipeline.page.contacts import ContactsWanted, contacts
from pipeline.page.gap import gap
from pipeline.page.journey import JourneyWanted, journey
from pipeline.page.journey_lines import JourneysWanted
from pipeline.page.journeys import journeys
from pipeline.page.looking import Look
from pipeline.page.overview import overview
from pipeline.page.owed import PromisesWanted, promises
from pipeline.page.praise import PraiseWanted, praises
from pipeline.page.sheets import Sheet
from pipeline.page.voices import Wanted, choices, voices
from schemas.errors import Rejected

Q = TypeVar("Q", bound=Chosen)
W = TypeVar("W", bound=msgspec.Struct)
Query = Mapping[str, str]


class Shows(Enum):
    """FIGURES are for every reader, and name nobody; WORDS only for those who may see customers' words."""

    FIGURES = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Route:
    """`asked` reads the query; `told` and `sheet` answer it. `tables` are those of the download, the usual one first."""

    path: str
    shows: Shows
    asked: Callable[[Query], Chosen]
    told: Callable[[Look], Awaitable[Shown]]
    tables: tuple[str, ...] = ()
    sheet: Callable[[Look, str], Awaitable[Sheet]] | None = None


def asked(query: Query, kind: type[W]) -> W:
    """The query as typed values, or Rejected. Unknown names are ignored: the address also carries the language."""
    try:
        return msgspec.convert(dict(query), kind, strict=False)
    except msgspec.ValidationError as error:
        raise Rejected("query", str(error)) from None


def _route(
    name: str,
    kind: type[Q],
    told: Callable[[Look, Q], Awaitable[Shown]],
    sheet: Callable[[Look, Q, str], Awaitable[Sheet]],
    tables: tuple[str, ...],
) -> Route:
    """A look carries what was asked with it, as the kind that its route asks for."""

    def wanted(look: Look) -> Q:
        if not isinstance(look.chosen, kind):
            raise TypeError(f"{name} was asked for {type(look.chosen).__name__}")
        return look.chosen

    return Route(
        f"/api/{name}",
        Shows.WORDS if name in {"voices", "journey"} else Shows.FIGURES,
        lambda query: asked(query, kind),
        lambda look: told(look, wanted(look)),
        tables,
        lambda look, table: sheet(look, wanted(look), table),
    )


async def _overview(look: Look, chosen: Chosen) -> Overview:
    found = await overview(look.asking, chosen, look.today)
    if look.reader.words or found.promises is None:
        return replace(found, withheld=not look.reader.words)
    return replace(found, promises=replace(found.promises, latest=()), withheld=True)


async def _voices(look: Look, wanted: Wanted) -> Voices:
    return await voices(look.asking, wanted, look.today)


async def _choices(look: Look) -> Choices:
    return await choices(look.asking)


ROUTES: Final = (
    Route("/api/choices", Shows.FIGURES, lambda query: asked(query, Chosen), _choices),
    _route("overview", Chosen, _overview, downloads.overview_sheet, ("series", "topics", "sources")),
    _route(
        "complaints",
        Chosen,
        lambda look, _: complaints(look),
        downloads.complaints_sheet,
        ("topics", "series", "by", "surges", "movements", "drivers"),
    ),
    _route("journeys", JourneysWanted, journeys, downloads.journeys_sheet, ("list", "by")),
    _route("journey", JourneyWanted, journey, downloads.journey_sheet, ("events",)),
    _route("promises", PromisesWanted, promises, downloads.promises_sheet, ("ledger", "money", "by")),
    _route("gap", Chosen, lambda look, _: gap(look), downloads.gap_sheet, ("weeks", "by", "surveys")),
    _route("contacts", ContactsWanted, contacts, downloads.contacts_sheet, ("most", "by")),
    _route("attitude", Chosen, lambda look, _: attitude(look), downloads.attitude_sheet, ("cells", "by")),
    _route("praise", PraiseWanted, praises, downloads.praise_sheet, ("names", "words", "by")),
    _route("voices", Wanted, _voices, downloads.voices_sheet, ("voices",)),
    _route(
        "accounts",
        Chosen,
        lambda look, _: accounts(look),
        downloads.accounts_sheet,
        ("days", "restatements", "dead_letters"),
    ),
)
