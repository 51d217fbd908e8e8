"""English texts to score: combinations of everyday sentences, and what people also type."""

from itertools import product

_OPENINGS = (
    "Hello, ", "To be honest ", "I'm not saying that ", "You won't believe it: ", "Well... ", "NEVER AGAIN! ", "Mr. Reid said ",
    "w/o asking me, ", "“Quoted” and ", "After 3.5 hours (yes!) ",
)  # fmt: skip
_MIDDLES = (
    "the app is really slow", "my card was not very good", "the staff were extremely kind", "I don't hate it", "it's hardly useful",
    "the fee is ridiculously high", "nothing works any more", "they couldn't have been nicer",
)  # fmt: skip
_ENDINGS = (".", "!!!", " :)", " :-(", ", e.g. on Monday.", " - thanks a lot")

SAID = tuple(opening + middle + ending for opening, middle, ending in product(_OPENINGS, _MIDDLES, _ENDINGS))
ODD = (
    "good", "GOOD", "not good", "not very good!", "n't good", "never. good", "good\n\nbad\tgood", "  good  ", "!!!! good", "good (!)",
    "great 😀", "<3 it", "I <3 you", "8) sunny", "x D", "o.O what", "12:30 was fine", "http://a.example/good bad service",
    "@bank #great fail", "“terrible”", "‘awful’", "it’s awful", "good" * 50, "a b c d e f", "very very very happy", "un-happy",
    "well-known problem", "e.g. bad. i.e. worse.", "U.S. mail is slow", "END-OF-SENTENCE good", "wonderful... not!", "ÀÉÎ good café",
    "good服务", "\u200bgood service", "The service was good\u00a0indeed", "fine, FINE, fine!", "Least helpful. Most helpful.",
    "1st class, 2nd rate", "***** excellent", "meh :/ boring", "I can't even", "isn't it lovely?", "no no no", "not", "not bad at all",
)  # fmt: skip
