"""Opening hours as people write them: read, refused with the way to write them, and written back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.opening import DAY, Span, read_day, written_day
from fairdesk.nouns import BadInput


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("  ", ()),
        ("09:00-17:30", ((540, 1050),)),
        ("9:00 - 17:30", ((540, 1050),)),
        ("9.00–17.30", ((540, 1050),)),
        ("09:00 to 17:30", ((540, 1050),)),
        ("13:00-17:30, 09:00-12:00", ((540, 720), (780, 1050))),
        ("09:00-12:00,12:00-13:00", ((540, 720), (720, 780))),
        ("00:00-24:00", ((0, DAY),)),
    ],
)
def test_reads_what_people_write(text: str, spans: tuple[Span, ...]) -> None:
    assert spans == read_day(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nine to five", "09:00-17:30"),
        ("09:00", "09:00-17:30"),
        ("09:00-12:00,", "09:00-17:30"),
        ("09:60-12:00", "no such time"),
        ("09:00-24:01", "no such time"),
        ("24:00-24:00", "no such time"),
        ("22:00-02:00", "22:00-24:00 and, the next day, 00:00-02:00"),
        ("09:00-09:00", "ends before it begins"),
        ("09:00-12:00, 11:00-13:00", "overlap"),
        ("09:00-17:30 <script>", "09:00-17:30"),
    ],
)
def test_what_it_cannot_read_it_says_how_to_write(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_day(text)


@given(st.lists(st.integers(0, DAY), unique=True, max_size=8).map(sorted))
def test_writes_what_it_reads(edges: list[int]) -> None:
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))

    assert spans == read_day(written_day(spans))


@given(st.text(alphabet="0123456789:.-–, to", max_size=40))
def test_reads_or_refuses_and_what_it_reads_is_in_order_within_the_day(text: str) -> None:
    try:
        spans = read_day(text)
    except BadInput:
        return

    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end <= DAY for start, end in spans)
