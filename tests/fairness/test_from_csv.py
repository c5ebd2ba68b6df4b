"""A table that cannot be used is refused in a sentence that names column and row; one of any size passes in little memory."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from fairdesk.fairness.columns import Columns
from fairdesk.fairness.cube import Cube
from fairdesk.fairness.from_csv import read_csv
from fairdesk.nouns import BadInput

PLAIN = Columns(("sex",), "said")
FULL = Columns(("sex", "age"), "said", label="right", strata="topic", weight="w", quantities=("wait",))
HEAD = "sex,age,topic,said,right,w,wait"
GOOD = "f,18-29,bill,1,yes,1,3.5\nm,30+,bill,0,no,2,4\nf,30+,parcel,0,,1,\nm,18-29,parcel,true,1,1,0\n"


def read(text: str | bytes, columns: Columns = PLAIN, encoding: str = "utf-8-sig") -> Cube:
    return read_csv(io.BytesIO(text if isinstance(text, bytes) else text.encode()), columns, encoding=encoding)


def refused(text: str | bytes, columns: Columns = PLAIN) -> str:
    with pytest.raises(BadInput) as caught:
        read(text, columns)
    return str(caught.value)


class TestReading:
    def test_rows_are_counted_by_what_they_mean(self):
        cube = read(f"{HEAD}\n{GOOD}", FULL)

        assert (4, 3, 0) == (cube.rows, cube.labelled, cube.undecided)
        assert (("f", "18-29"), ("f", "30+"), ("m", "18-29"), ("m", "30+")) == cube.cells
        assert ("bill", "parcel") == cube.strata
        assert cube.weights is not None
        assert (5.0, 7.0) == (cube.weights.sum(), cube.squares.sum() if cube.squares is not None else 0)
        wait = cube.quantities["wait"]
        assert (1, [3.5, 0, 0, 8.0]) == (wait.missing, wait.sums.tolist())

    @pytest.mark.parametrize(
        "text", ["\ufeffsex;said\nf;1\nm;0\n", "said\tsex\r\nYES\t f \r\n0\tm\r\n", 'sex,said\n"f",1.0\nm,N\n']
    )
    def test_other_separators_line_ends_and_words_for_yes(self, text: str):
        assert (("f",), ("m",)) == read(text).cells

    def test_what_is_not_told_is_no_group_and_without_outcome_no_row(self):
        cube = read("sex,said\nf,1\nm,0\n,1\nNaN,0\nf,\nm,null\nnone,1\n")

        assert (5, 2) == (cube.rows, cube.undecided)
        assert (("f",), ("m",), ("none",), (None,)) == cube.cells

    def test_a_value_may_count_as_yes(self):
        cube = read("sex,reply\nf,refund\nm,no refund\nf,\n", Columns(("sex",), "reply", "refund"))

        assert [[0, 1], [1, 0]] == cube.counts[:, 0, 2].tolist()

    def test_another_encoding_is_read_when_named(self):
        assert (("Düsseldorf",), ("Köln",)) == read(
            "sex,said\nKöln,1\nDüsseldorf,0\n".encode("cp1252"), encoding="cp1252"
        ).cells

    def test_a_large_table_streams_in_little_memory(self, tmp_path: Path):
        """What is held does not grow with the file: 1 MB and 5 MB take the same."""
        most = []
        for blocks in (40, 160):
            file = tmp_path / f"{blocks}.csv"
            file.write_text("sex,said,text\n" + "f,1,abcdefghij\nm,0,abcdefghijklmnop\n" * 500 * blocks)
            tracemalloc.start()
            with file.open("rb") as opened:
                cube = read_csv(opened, PLAIN)
            most.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

            assert 1_000 * blocks == cube.rows
        assert most[1] < 1.2 * most[0] < 6e6


class TestRefusing:
    @pytest.mark.parametrize(
        ("text", "columns", "says"),
        [
            ("", PLAIN, "first row must name the columns"),
            ("sex,said\n", PLAIN, "a head and no rows"),
            ("gender,said\nf,1\n", Columns(("gendr",), "said"), "no column gendr; is gender meant?"),
            ("a,b,said\nf,1,1\n", PLAIN, "no column sex; it has a, b, said"),
            ("sex,sex,said\nf,f,1\n", PLAIN, "column sex stands 2 times"),
            ("sex,said\nf,1\nf,0\n", PLAIN, "column sex has one value in every row"),
            ("sex,said\n,1\n,0\n", PLAIN, "column sex is empty in every row"),
            ("sex,said\nf,1\nm,1\n", PLAIN, "column said says yes in every row"),
            ("sex,said\nf,\nm,\n", PLAIN, "column said tells nothing"),
            ("sex,said\nf,1\nm,0\nm,maybe\n", PLAIN, "row 4, column said: holds 'maybe', neither yes nor no"),
            ("sex,said\nf,1\nm,2026-01-31\n", PLAIN, "row 3, column said: holds a date"),
            ("sex,said\nf,ana.lopez@example.org\n", PLAIN, "row 2, column said: holds a text of 21 signs"),
            ("sex,said\nf,1\nm\n", PLAIN, "row 3 has 1 cells, and the head names 2 columns"),
            ("sex,said\nf,1\n\nm,0\n", PLAIN, "row 3 is empty"),
            ('sex,said\nf,1\nm,"0\n', PLAIN, "row 3 cannot be read"),
            ("sex,said\nf,1\nKöln,0\n".encode("cp1252"), PLAIN, "row 3, column sex: is not UTF-8 text"),
            ("sex,said\nf,1\n".encode("utf-16"), PLAIN, "is UTF-16 text"),
            (b"PK\x03\x04rest", PLAIN, "a spreadsheet or an archive"),
            ("sex,said,right\nf,1,1\nm,0,1\n", Columns(("sex",), "said", label="right"), "column right says yes in every row"),
            ("sex,said,right\nf,1,\nm,0,\n", Columns(("sex",), "said", label="right"), "column right is empty in every row"),
            ("sex,said,w\nf,1,1\nm,0,-2\n", Columns(("sex",), "said", weight="w"), "row 3, column w: is below 0"),
            ("sex,said,w\nf,1,1\nm,0,\n", Columns(("sex",), "said", weight="w"), "row 3, column w: is empty"),
            ("sex,said,q\nf,1,1\nm,0,x\n", Columns(("sex",), "said", quantities=("q",)), "row 3, column q: holds 'x', which is no number"),
            ("sex,said,q\nf,1,inf\nm,0,1\n", Columns(("sex",), "said", quantities=("q",)), "row 2, column q: holds a number without end"),
            ("sex,said,q\nf,1,\nm,0,\n", Columns(("sex",), "said", quantities=("q",)), "column q holds no number in any row"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_and_where(self, text: str | bytes, columns: Columns, says: str):
        assert says in refused(text, columns)

    def test_a_bad_value_deep_in_a_table_is_found_with_its_row(self):
        rows = ["f,1", "m,0"] * 25_000
        rows[45_678] = "f,perhaps"

        assert "row 45680, column said: holds 'perhaps'" in refused("\n".join(["sex,said", *rows]))

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            (["ana@example.org", "f"], "personal data (EMAIL)"),
            (["+44 20 7946 0123", "+44 20 7946 0999"], "personal data (PHONE)"),
            (["Maria Lopez", "John Smith", "Peter Miller"], "personal data (PERSON)"),
            ([f"{year}-0{month}-17" for year in range(1950, 1960) for month in range(1, 9)], "80 dates"),
        ],
    )
    def test_personal_columns_are_refused_and_never_quoted(self, values: list[str], says: str):
        said = refused(
            "\n".join(["who,said", *(f"{each},{n % 2}" for n, each in enumerate(values * 2))]),
            Columns(("who",), "said"),
        )

        assert "column who" in said
        assert says in said
        assert not [each for each in values if len(each) > 1 and each in said]

    def test_a_column_of_surnames_is_known_by_its_name(self):
        rows = [f"name{n}x,{n % 2}" for n in range(60)]

        assert "column surname holds personal data by its name" in refused(
            "\n".join(["surname,said", *rows]), Columns(("surname",), "said")
        )

    def test_columns_that_are_not_named_are_never_read(self):
        assert 2 == read("sex,said,e-mail\nf,1,ana@example.org\nm,0,bob@example.org\n").rows

    def test_more_groups_than_anything_can_be_said_of(self):
        rows = [f"g{n},{n % 2}" for n in range(10_001)]

        assert "columns sex make more than 10,000 groups" in refused("\n".join(["sex,said", *rows]))

    def test_a_column_has_one_part(self):
        with pytest.raises(BadInput, match="column said is named for two things"):
            Columns(("sex",), "said", label="said")
        with pytest.raises(BadInput, match="at least one column of groups"):
            Columns((), "said")
