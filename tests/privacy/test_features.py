"""What the tagger may know of a text: tokens that cover it, classes, and the features of a place."""

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy.features import (
    COMMON,
    COUNTRY,
    EDGE,
    FAMILY,
    GIVEN,
    LINE,
    OFTEN,
    PAIR,
    PLACE,
    TOKEN,
    mode_of,
    own,
    read,
    shape_of,
    strings,
    tokens,
)

LISTS = {
    "anna": GIVEN,
    "lopez": FAMILY,
    "porto": PLACE,
    "china": COUNTRY,
    "order": COMMON,
    "the": COMMON | FAMILY | OFTEN,
}


def known(word: str) -> int:
    return LISTS.get(word, 0)


def class_of(token: str, mode: str = "n") -> str:
    return read(token, mode, known)[1]


def is_dull(token: str) -> bool:
    return read(token, "n", known)[2]


class TestTokens:
    def test_words_carry_the_blank_before_them(self) -> None:
        assert ["Hi", ",", " I", "'", "m", " Ana", ".", "\n", "Bye"] == tokens("Hi, I'm Ana.\nBye")

    def test_an_address_of_the_net_is_one_token(self) -> None:
        assert [" ana.b-c@example.org", ",", " shop.example", " Karl-Marx-Straße"] == tokens(
            " ana.b-c@example.org, shop.example Karl-Marx-Straße"
        )

    def test_a_sentence_may_end_without_a_blank(self) -> None:
        assert ["I", " am", " Anna", ".", "Please"] == tokens("I am Anna.Please")

    @given(st.text(max_size=200))
    def test_all_but_blanks_is_in_one(self, text: str) -> None:
        covered = {i for m in TOKEN.finditer(text) for i in range(m.start(), m.end())}

        assert all(text[i].isspace() for i in range(len(text)) if i not in covered)
        assert tokens(text) == [m[0] for m in TOKEN.finditer(text)]


class TestModes:
    def test_say_how_capitals_are_used(self) -> None:
        said = ("hi anna", "HI ANNA", "Hi Anna", "Ich habe die Lampe bestellt")

        assert ["l", "u", "n", "g"] == [mode_of(text, tokens(text)) for text in said]


class TestShapes:
    def test_say_the_form(self) -> None:
        said = (
            "Anna",
            "anna",
            "ANNA",
            "A",
            "McKay",
            "eBay",
            "2024",
            "A7",
            "7b",
            "a_b",
            "Ana-Li",
            "a.b",
            "3.5",
            "a@b",
            "\n",
            "!",
        )

        assert [
            "Xx",
            "x",
            "XX",
            "X",
            "Mm",
            "mM",
            "d4",
            "ad",
            "da",
            "a_a",
            "Xx3-Xx2",
            "a.a",
            "d.d",
            "a@a",
            LINE,
            "!",
        ] == [shape_of(word) for word in said]

    def test_scripts_without_capitals_have_a_form_of_their_own(self) -> None:
        assert "o" == shape_of("محمد")


class TestReading:
    def test_a_class_says_blank_form_and_lists(self) -> None:
        assert ["nXxA", "n+XxA", "gXxK", "nXxB"] == [
            class_of(" Anna"), class_of("Anna"), class_of(" China", "g"), class_of(" Lopez")
        ]  # fmt: skip

    def test_a_genitive_is_looked_up_without_its_s(self) -> None:
        assert class_of(" Annas") == class_of(" Anna")
        assert class_of(" annas") != class_of(" anna")

    def test_a_word_that_ends_in_a_common_word_is_made_of_words(self) -> None:
        assert ("nXxk", "nXx", "nXxP") == (class_of(" Vorderorder"), class_of(" Orders"), class_of(" Porto"))
        assert "nx" == class_of(" vorderorder")

    def test_the_word_hides_digits_and_blanks(self) -> None:
        assert ["anna", "0000", "a0", "@@", LINE, "0"] == [
            read(token, "n", known)[0] for token in (" Anna", " 2024", " A7", "a@b", "\n", " 7")
        ]

    def test_marks_short_numbers_and_small_common_words_are_dull(self) -> None:
        assert all(map(is_dull, (" order", " the", ",", " 12", "\n", EDGE)))
        assert not any(map(is_dull, (" Order", " porto", " zyx", " 66433", "@", " A7", " lopez")))


class TestFeatures:
    def test_each_token_has_its_own_and_those_lent_by_four_neighbours(self) -> None:
        (_, ana) = list(strings(tokens("I Anna"), "n", known))

        assert {"wanna", "cnXxA", "-1wi", f"1w{EDGE}", f"2c{EDGE}", f"-2w{EDGE}"} <= set(ana)
        assert f"Ai{PAIR}nXxA" in ana
        assert f"B{EDGE}{PAIR}i" in ana
        assert f"Cn+X{PAIR}nXxA{PAIR}{EDGE}" in ana
        assert f"DnXxA{PAIR}{EDGE}" in ana

    def test_short_words_have_no_endings(self) -> None:
        assert ["wab"] == own("ab", "n")
        assert ["wstraße", "2ße", "3gaße", "bstr", "5traße"] == own("straße", "g")

    @given(st.text(max_size=80))
    def test_every_token_has_some_whatever_the_text(self, text: str) -> None:
        words = tokens(text)

        assert len(words) == len(list(strings(words, mode_of(text, words), known)))

    @given(st.text(max_size=80))
    def test_no_feature_holds_a_line_end(self, text: str) -> None:
        """The model is stored one feature a line."""
        assert not any("\n" in name for each in strings(tokens(text), "n", known) for name in each)
