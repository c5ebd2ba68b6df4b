"""Train the tagger of names, addresses, places and user names, and write it into the package with its card.

    python tools/train_tagger.py --data FOLDER                   write the model; twice gives the same bytes
    python tools/train_tagger.py                                 from our own texts alone
    python tools/train_tagger.py --data FOLDER --evaluate        cross-validate, print the figures, write nothing
    python tools/train_tagger.py --data FOLDER --evaluate --parts 0 --quick

FOLDER holds the JSON Lines files named in tools/tagger/corpus.py; a file that is missing is said and left out. It needs
python-crfsuite and babel (dependency group train). Training takes some minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # started as a script, not imported from the repository
    sys.path.insert(0, str(ROOT))

from tools.tagger import corpus, generate, prose, varied  # noqa: E402
from tools.tagger.corpus import Text  # noqa: E402
from tools.tagger.drawing import Draw  # noqa: E402
from tools.tagger.fit import Settings, fitted  # noqa: E402

from fairdesk.privacy import gazetteer  # noqa: E402
from fairdesk.privacy.detect import DeskDetector  # noqa: E402
from fairdesk.privacy.features import Known  # noqa: E402
from fairdesk.privacy.scoring import Scores  # noqa: E402
from fairdesk.privacy.tagger import Tagger  # noqa: E402

MODEL = ROOT / "src" / "fairdesk" / "privacy" / "model"
FOLDS = 4

OWN, PROSE, STREWN = 17_000, 8_000, 5_000
"""How many texts of each kind of our own are written."""
BIAS = {"LOCATION": 64}
"""What a kind is given before it is weighed against being outside, in 1/128 of log odds. Chosen on the first part of the
cross-validation: half a unit for places raises F2 on all sources; for people it hides too much that is nobody."""
SETTINGS = Settings()
QUICK = Settings(rounds=30)


def own_texts(share: float = 1.0) -> list[Text]:
    """Return the texts written for this project; the same every time."""
    written = [corpus.from_row(row, "own") for row in generate.examples(1, int(OWN * share))]
    written += prose.examples(1, int(PROSE * share))
    return written + varied.strewn(written, 5, int(STREWN * share))


def taught(folder: Path | None) -> dict[str, list[Text]]:
    """Return the texts of others that may be learned from, by source; says which are missing."""
    found: dict[str, list[Text]] = {}
    for source in corpus.TEACHERS:
        file = folder / f"{source}.jsonl" if folder else None
        if file and file.exists():
            found[source] = corpus.read(file)
        else:
            print(f"{source}: not here, left out", flush=True)
    return found


def thinned(texts: Iterable[Text], most: int = 24) -> Iterator[Text]:
    """Yield *texts* with at most so many made from one template: the hundredth log line teaches nothing."""
    seen: Counter[str] = Counter()
    for one in texts:
        seen[one.alike] += 1
        if one.source != "pii-anon" or seen[one.alike] <= most:
            yield one


def mixed(texts: Iterable[Text]) -> list[Text]:
    """Return *texts* with their variations, in an order of no meaning that is always the same."""
    draw, rows = Draw("order"), list(thinned(texts))
    places = sorted((draw.below(1 << 40), number) for number, _ in enumerate(rows))
    return varied.varied([rows[number] for _, number in places], 3)


def train(texts: Sequence[Text], settings: Settings) -> bytes:
    """Return the packed model learned from *texts*."""
    lists = gazetteer.load((MODEL / "gazetteer.bin").read_bytes())
    return fitted(mixed(texts), lists, settings, {"bias": BIAS})


def card(model: bytes, sources: dict[str, list[Text]], own: list[Text], settings: Settings) -> dict[str, Any]:
    """Return what the model was made of, as it is kept beside it."""
    ours = Counter(one.source for one in own)
    return {
        "format": 1,
        "model_sha256": hashlib.sha256(model).hexdigest(),
        "gazetteer_sha256": hashlib.sha256((MODEL / "gazetteer.bin").read_bytes()).hexdigest(),
        "everyday_sha256": hashlib.sha256((MODEL / "everyday.bin").read_bytes()).hexdigest(),
        "learned_from": {
            **{name: {"texts": n, "licence": "Apache-2.0, this project's own"} for name, n in sorted(ours.items())},
            **{name: {"texts": len(rows), "licence": corpus.TEACHERS[name]} for name, rows in sources.items()},
        },
        "kinds": list(corpus.KINDS),
        "bias": BIAS,
        "settings": {name: getattr(settings, name) for name in Settings.__slots__},
    }


def lists_of_the_desk() -> Known:
    """Return the look-up that the desk uses: also the words that training does not read (tools/tagger/everyday.py)."""
    return gazetteer.load(*((MODEL / name).read_bytes() for name in ("gazetteer.bin", "everyday.bin")))


def judged(model: bytes, texts: Iterable[Text], scores: Scores) -> None:
    """Count in *scores* what the desk's detector with this model finds in *texts*."""
    detector = DeskDetector(tagger=Tagger(model, lists_of_the_desk()))
    for one in texts:
        found = detector.spans(one.text, one.lang)
        scores.add({**one.row, "source": one.source}, [(s.start, s.end, s.kind) for s in found])


def evaluate(folder: Path, parts: Sequence[int], settings: Settings, share: float) -> None:
    """Cross-validate: texts made from one template are tested together, and strangers' files are never learned from."""
    sources, own = taught(folder), own_texts(share)
    scores = Scores()
    for part in parts:
        rest = [one for rows in sources.values() for one in rows if corpus.fold_of(one, FOLDS) != part]
        model = train([*own, *rest], settings)
        judged(model, (o for rows in sources.values() for o in rows if corpus.fold_of(o, FOLDS) == part), scores)
        for name in corpus.STRANGERS:
            file = folder / f"{name}.jsonl"
            rows = corpus.read(file) if file.exists() else []
            # Each model reads its own part of the strangers, so that every text counts once.
            judged(model, (o for at, o in enumerate(rows) if at % FOLDS == part), scores)
        print(f"part {part}: done", flush=True)
    print("\n".join(told(scores.report())))


def told(report: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as lines: a table of the sources, then of the kinds, the languages and the origins."""
    head = ("", "n", "F2 typed", "recall masked", "precision typed", "precision any", "over-masked")
    yield "| " + " | ".join(head) + " |"
    yield "|---" * len(head) + "|"
    for name, one in report["sources"].items():
        yield _row(name + (" *" if name in corpus.STRANGERS else ""), one, one["over_masked"].get(name))
    yield _row("all", report, None)
    yield _row("mean of the sources", {**report["macro"], "spans": report["spans"]}, None)
    yield "* never learned from"
    for kind, one in report["types"].items():
        precise = "-" if one["precision"] is None else f"{one['precision']:.3f}"
        yield f"{kind:14} n {one['n']:6} typed {one['typed']:.3f} masked {one['masked']:.3f} precision {precise}"
    for name, one in report["languages"].items():
        yield f"{name:4} n {one['spans']:6} F2 {one['f2_typed']:.3f} masked {one['recall_masked']:.3f}"
    yield "names masked by origin: " + ", ".join(f"{o} {share:.3f}" for o, share in sorted(report["origin"].items()))
    yield f"gap {report['origin_gap']}"


def _row(name: str, one: dict[str, Any], over: float | None) -> str:
    keys = ("f2_typed", "recall_masked", "precision_typed", "precision_any")
    shares = " | ".join(f"{one[key]:.3f}" for key in keys)
    return f"| {name} | {one['spans']:,} | {shares} | {'' if over is None else f'{over:.3f}'} |"


def main() -> None:
    """Train or evaluate."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, help="the folder of texts with marked names")
    ask.add_argument("--out", type=Path, default=MODEL, help="the folder for the model and its card")
    ask.add_argument("--evaluate", action="store_true", help="cross-validate instead of writing a model")
    ask.add_argument(
        "--parts", type=int, nargs="*", default=list(range(FOLDS)), help=f"which of {FOLDS} parts to test"
    )
    ask.add_argument("--quick", action="store_true", help="fewer texts and rounds, to see that all works")
    given = ask.parse_args()
    settings, share = (QUICK, 0.1) if given.quick else (SETTINGS, 1.0)
    if given.evaluate:
        if not given.data:
            ask.error("--evaluate needs --data")
        return evaluate(given.data, given.parts, settings, share)
    sources, own = taught(given.data), own_texts(share)
    model = train([*own, *(one for rows in sources.values() for one in rows)], settings)
    (given.out / "tagger.bin").write_bytes(model)
    text = json.dumps(card(model, sources, own, settings), indent=2, ensure_ascii=False)
    (given.out / "card.json").write_text(text + "\n", encoding="utf-8")
    print(f"{given.out / 'tagger.bin'}: {len(model):,} bytes, SHA-256 {hashlib.sha256(model).hexdigest()}")
    return None


if __name__ == "__main__":
    main()
