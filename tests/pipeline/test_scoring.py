"""Our TextBlob is the library's, to the last bit."""

import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.scoring import TextBlobPolarity, reference

POLARITY = TextBlobPolarity()

WORDS = st.sampled_from([
    "good", "Not", "very", "really", "terrible", "don't", "never", "a", "I'd", "it's", "Mr.", "U.S.", "e.g.", "w/", "3.5",
    "wonderful!", "bad?!", "(great)", '"nice"', "ok...", "...", "!!!", ":)", ":-(", ": )", "XD", "x D", "o.O", "8)", "<3", ";-]",
    "“fine”", "‘slow’", "(!)", "( ! )", "well-made", "happily", "not", "no", "n't", "'s", "-", "*", "end.", "Thx.", "\n\n", "\r\n",
    "END-OF-SENTENCE", "很好", "😡", "°o°", "#great", "@acme", "http://a.b/c", "exceptionally", "hardly", "!", "n’t", "_good_", "İ",
])  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
@example("really not good!")
@example("is it 8 ) or not")
def test_words_in_any_order_score_as_the_library_does(text: str) -> None:
    assert POLARITY(text) == reference(text)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=string.ascii_letters + string.punctuation + " .'\n\t“”’8", max_size=60))
def test_any_characters_score_as_the_library_does(text: str) -> None:
    assert POLARITY(text) == reference(text)


def test_what_is_remembered_is_bounded() -> None:
    polarity = TextBlobPolarity(most_remembered=10)
    for number in range(100):
        polarity(f"word{number} good")
    assert polarity.remembered <= 10
