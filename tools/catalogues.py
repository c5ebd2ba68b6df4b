"""Keep the translations of what customers read: collect the texts, merge them into the catalogues, compile these.

    python tools/catalogues.py update     after a text changed: new texts come in empty, old ones go
    python tools/catalogues.py compile    after a translation was written
    python tools/catalogues.py check      say what is missing or stale; exit status 1 if anything is

Texts are found in Python as the literals of say(language, "..."), say_count(language, "one", "many", ...) and
gettext_noop("..."), and in the customers' templates as Django itself reads them. Python texts keep {name}, templates
%(name)s. English is the source and has no catalogue; what colleagues read is English and is not collected.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from django.utils.translation.template import templatize

from fairdesk.language import DEFAULT, LOCALE, OFFERED

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"

FOLDERS = {code: {"zh": "zh_Hans"}.get(code, code) for code in OFFERED if code != DEFAULT}
"""Each translated language's folder; the name is gettext's and Django's."""

FOR_COLLEAGUES = {"COLLEAGUE", "FACTS", "WORDS", "_FAILED"}
"""Tables of sentences that only colleagues read (explainability): they stay English."""

HEADER = """\
{language} translation of fairdesk.
It has NOT been reviewed by a native speaker yet. A reviewer's name and date belong here:
Reviewed by:
Reviewed on:"""

_ARABIC = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"
_WITHOUT_MILLIONS = {"es": "(n != 1)", "fr": "(n > 1)", "it": "(n != 1)", "pt": "(n != 1)"}
"""Newer data give these languages a third form, for whole millions, which nobody here counts to."""
_TEMPLATE_CALL = re.compile(
    r" (n?gettext)\((u(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")(?:, u[\"'].*?[\"'])?)(?:, count)?\) "
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it stands: `many` is empty unless the text depends on a count."""

    one: str
    many: str
    file: str
    line: int


class Plain(Catalog):
    """A catalogue whose header says only what programs need, so that the same texts give the same bytes."""

    @property
    def plural_expr(self) -> str:
        """Return the rule that picks a form for n, forms in CLDR's order; Babel turns round Arabic's last two."""
        if str(self.locale) in _WITHOUT_MILLIONS:
            return _WITHOUT_MILLIONS[str(self.locale)]
        return _ARABIC if str(self.locale) == "ar" else super().plural_expr

    @property
    def num_plurals(self) -> int:
        """Return how many forms there are, as `plural_expr` counts them."""
        return 2 if str(self.locale) in _WITHOUT_MILLIONS else super().num_plurals

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the header lines."""
        return [
            ("Project-Id-Version", "fairdesk"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Take nothing from a file: the plural rule is the language's own (CLDR, for whole numbers)."""


# --- collecting ------------------------------------------------------------------------------------------------------
def texts() -> list[Text]:
    """Return every text that a customer may read, by file and line."""
    found: list[Text] = []
    for path in sorted((SOURCE / "fairdesk").rglob("*.py")):
        found += in_python(path.read_text("utf-8"), str(path.relative_to(SOURCE)))
    for path in sorted((SOURCE / "fairdesk").rglob("templates/**/*.html")):
        if not path.name.startswith("desk_"):
            found += in_template(path.read_text("utf-8"), str(path.relative_to(SOURCE)))
    return found


def in_python(source: str, file: str) -> Iterator[Text]:
    """Yield the texts of a Python file, but those of tables that only colleagues read."""
    for statement in ast.parse(source).body:
        if not FOR_COLLEAGUES & _assigned(statement):
            yield from _in_node(statement, file)


def _assigned(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _in_node(node: ast.AST, file: str) -> Iterator[Text]:
    pair = _pair(node)
    if pair:
        yield Text(*pair, file, node.lineno)  # type: ignore[attr-defined]
        return
    if isinstance(node, ast.Call):
        yield from _in_call(node, file)
    for child in ast.iter_child_nodes(node):
        yield from _in_node(child, file)


def _pair(node: ast.AST) -> tuple[str, str] | None:
    """The forms of a count kept as (gettext_noop(one), gettext_noop(many)) for a later say_count."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
        return None
    forms = [
        _literals(one.args, 0) for one in node.elts if isinstance(one, ast.Call) and _name(one) == "gettext_noop"
    ]
    if len(forms) != 2 or not all("{count}" in form for found in forms for form in found):
        return None
    return forms[0][0], forms[1][0]


def _in_call(call: ast.Call, file: str) -> Iterator[Text]:
    places = {"gettext_noop": (0,), "say": (1,), "say_count": (1, 2)}.get(_name(call), ())
    found = _literals(call.args, *places)
    if places and len(found) == len(places):
        yield Text(found[0], "".join(found[1:]), file, call.lineno)


def _name(call: ast.Call) -> str:
    # Only plain names: `house.say(...)` is a customer's message, not a text of ours.
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(arguments: list[ast.expr], *places: int) -> list[str]:
    given = (arguments[place] for place in places if place < len(arguments))
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def in_template(source: str, file: str) -> Iterator[Text]:
    """Yield the texts of a template, read by Django's own extractor."""
    code = templatize(source, file)
    for match in _TEMPLATE_CALL.finditer(code):
        forms = ast.literal_eval(f"({match[2]},)")
        yield Text(forms[0], "".join(forms[1:]), file, code.count("\n", 0, match.start()) + 1)


# --- catalogues ------------------------------------------------------------------------------------------------------
def po_file(code: str) -> Path:
    """Return the catalogue of a language."""
    return LOCALE / FOLDERS[code] / "LC_MESSAGES" / "django.po"


def read(code: str) -> Plain:
    """Return a language's catalogue as it is kept, empty if there is none."""
    catalogue = Plain(FOLDERS[code], header_comment="", fuzzy=False)
    if po_file(code).exists():
        with po_file(code).open("rb") as file:
            PoFileParser(catalogue).parse(file)
    return catalogue


def merged(code: str, found: list[Text]) -> Plain:
    """Return a language's catalogue with exactly these texts; each keeps the translation it has."""
    kept = read(code)
    fresh = Plain(FOLDERS[code], fuzzy=False)
    fresh.header_comment = kept.header_comment or _as_comment(HEADER.format(language=fresh.locale.english_name))
    for text in found:
        wanted = (text.one, text.many) if text.many else text.one
        known = kept.get(text.one)
        same = known is not None and known.id == wanted
        fresh.add(
            wanted,
            known.string if known is not None and same else None,
            # Files without lines: a line that moves elsewhere is no change of a catalogue.
            locations=[(text.file, None)],
            flags=(known.flags if known is not None and same else set()) & {"fuzzy"},
            user_comments=known.user_comments if known is not None and same else (),
        )
    return fresh


def _as_comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def po_bytes(catalogue: Plain) -> bytes:
    """Return a catalogue as a .po file."""
    out = BytesIO()
    write_po(out, catalogue, width=100, ignore_obsolete=True)
    # The header needs no mark: it is never fuzzy here.
    return out.getvalue().rstrip(b"\n") + b"\n"


def mo_bytes(catalogue: Plain) -> bytes:
    """Return a catalogue as a .mo file; untranslated and fuzzy texts are left out and fall back to English."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Plain) -> list[str]:
    """Return the texts that have no translation yet, or an uncertain one."""
    return [_first(one.id) for one in catalogue if one.id and (one.fuzzy or not _complete(one.string))]


def _first(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else next(iter(text))


def _complete(said: str | Iterable[str] | None) -> bool:
    return all((said,) if isinstance(said, str) else said or ("",))


# --- the three commands ----------------------------------------------------------------------------------------------
def update() -> int:
    """Merge the texts of the source into every catalogue."""
    found = texts()
    for code in FOLDERS:
        catalogue = merged(code, found)
        po_file(code).parent.mkdir(parents=True, exist_ok=True)
        po_file(code).write_bytes(po_bytes(catalogue))
        print(f"{code}: {len(catalogue)} texts, {len(missing(catalogue))} without translation")
    return 0


def compile_all() -> int:
    """Compile every catalogue."""
    for code in FOLDERS:
        po_file(code).with_suffix(".mo").write_bytes(mo_bytes(read(code)))
    return 0


def check() -> int:
    """Say what is missing or stale."""
    found, faults = texts(), 0
    for code in FOLDERS:
        catalogue = merged(code, found)
        wrong = [f"no translation: {text}" for text in missing(catalogue)]
        if po_file(code).read_bytes() != po_bytes(catalogue):
            wrong.append("the texts of the source have changed: run `update`")
        if po_file(code).with_suffix(".mo").read_bytes() != mo_bytes(read(code)):
            wrong.append("the .mo is not what the .po compiles to: run `compile`")
        faults += len(wrong)
        for line in wrong:
            print(f"{code}: {line}")
    return 1 if faults else 0


COMMANDS = {"update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(str(__doc__))
    sys.exit(COMMANDS[sys.argv[1]]())
