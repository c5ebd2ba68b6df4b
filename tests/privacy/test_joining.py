"""Who is right where patterns and the tagger overlap."""

from dataclasses import dataclass

from fairdesk.privacy.features import COUNTRY
from fairdesk.privacy.joining import country, joined, kept_words


@dataclass(frozen=True)
class Pattern:
    start: int
    end: int
    kind: str
    score: float


def put(text: str, said: str, kind: str, score: float = 0.8) -> Pattern:
    return Pattern(text.index(said), text.index(said) + len(said), kind, score)


def named(text: str, said: str, kind: str) -> tuple[int, int, str, float]:
    return text.index(said), text.index(said) + len(said), kind, 0.9


def test_a_name_gives_way_to_a_sure_find_and_keeps_the_rest() -> None:
    text = "Ana ana@example.org Lopez"
    email = put(text, "ana@example.org", "EMAIL", 0.98)

    stay, found = joined(text, [email], [named(text, text, "PERSON")])

    assert [email] == stay
    assert ["Ana", "Lopez"] == [text[a:b] for a, b, _, _ in found]


def test_an_address_swallows_a_guess_and_not_a_checksum() -> None:
    text = "to 12 High Street 4711 0923, Leeds"
    guess, card = put(text, "4711 0923", "PHONE", 0.5), put(text, "4711 0923", "CARD", 0.98)
    address = named(text, "12 High Street 4711 0923, Leeds", "ADDRESS")

    assert ([], [address]) == joined(text, [guess], [address])
    assert ["12 High Street", "Leeds"] == [text[a:b] for a, b, _, _ in joined(text, [card], [address])[1]]


def test_the_same_kind_said_more_fully_wins() -> None:
    text = "user lisa_m91"

    stay, found = joined(text, [put(text, "lisa", "USERNAME", 0.95)], [named(text, "lisa_m91", "USERNAME")])

    assert ([], ["lisa_m91"]) == (stay, [text[a:b] for a, b, _, _ in found])


def test_marks_at_the_ends_and_single_letters_are_no_names() -> None:
    text = "( Ana Lopez , x"

    assert ["Ana Lopez"] == [
        text[a:b] for a, b, _, _ in joined(text, [], [(0, 14, "PERSON", 0.9), (14, 15, "PERSON", 0.9)])[1]
    ]


def test_degrees_belong_to_a_name_and_to_nothing_else() -> None:
    text = "ask Dr. Ana Lopez, M.D. in Porto MD"

    found = joined(text, [], [named(text, "Ana Lopez", "PERSON"), named(text, "Porto", "LOCATION")])[1]

    assert ["Dr. Ana Lopez, M.D.", "Porto"] == [text[a:b] for a, b, _, _ in found]


def test_kept_words_stay_whole_or_word_by_word() -> None:
    text = "Harbour Post and Maria"

    assert kept_words(text, named(text, "Harbour Post", "PERSON"), {"harbour post"})
    assert kept_words(text, named(text, "Harbour Post", "PERSON"), {"harbour", "post"})
    assert not kept_words(text, named(text, "Maria", "PERSON"), {"harbour"})
    assert not kept_words(text, named(text, "Maria", "PERSON"), frozenset())


def test_only_a_place_is_a_country() -> None:
    def known(word: str) -> int:
        return COUNTRY if word in ("chad", "costa rica") else 0

    text = "Chad in Costa Rica near Limon"

    assert "Costa Rica" == country(text, named(text, "Costa Rica", "LOCATION"), known)
    assert "" == country(text, named(text, "Chad", "PERSON"), known)
    assert "" == country(text, named(text, "Limon", "LOCATION"), known)
