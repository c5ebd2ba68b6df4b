"""What the house remembers: every line, turn and deed, sealed, with its ledger entry in the same transaction.

`Memory` is one per process and safe to use from many threads. Its `add_...` and `keep_...` methods run inside the
caller's `writing()`.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from fairdesk.accountability import ledger
from fairdesk.accountability import records as ledger_records
from fairdesk.answers.grounding import sources
from fairdesk.answers.readings import two_readings
from fairdesk.answers.remembered import Helped
from fairdesk.clock import new_id
from fairdesk.desk import records as desk
from fairdesk.desk.turn import ASKED_WHICH, SMALL_TALK
from fairdesk.explainability.because import from_dict, to_dict
from fairdesk.nouns import (
    ActId,
    Asked,
    Because,
    ConversationId,
    Draft,
    Duty,
    Errand,
    Evidence,
    Fact,
    FlowState,
    FlowStep,
    Hidden,
    MaskedText,
    Part,
    Promised,
    RawText,
    Release,
    Reply,
    Route,
    Situation,
    Turn,
    Voice,
    said_by_desk,
)
from fairdesk.privacy import records as privacy_records
from fairdesk.privacy.keys import opening, seal, unseal
from fairdesk.privacy.mask import Vault
from fairdesk.privacy.records import Keys
from fairdesk.replay.replay import Kept

HOUSE_KEY = "house"
LEDGER_KEY = "ledger"
SEARCH_KEY = "desk search"
"""The house key under which the words of conversations become digests (desk/find.py)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a timeline's line holds, once opened."""

    text: str = ""
    values: Mapping[str, Fact] | None = None
    evidence: tuple[Evidence, ...] = ()
    who: str = ""
    because: Because | None = None


ATTACHMENT = "[attachment]"
"""What the way of a message reads in place of a file: that there is one, and nothing of it."""


def as_read(said: Content) -> RawText:
    """Return what the way of a message reads of a line: its words, and a mark for each file that came with them."""
    files = int((said.values or {}).get("files", 0))
    return RawText("\n".join(filter(None, (said.text, *[ATTACHMENT] * files))))


class Memory:
    """The kept things of one desk and the keys that open them."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._search_key: bytes = b""

    @property
    def search_key(self) -> bytes:
        """The key under which words become digests: read once, because every message is kept with it."""
        self._search_key = self._search_key or self.keys.house_key(SEARCH_KEY)
        return self._search_key

    # --- lines of a timeline ---
    def add_line(
        self,
        conversation: ConversationId,
        key: bytes,
        at: datetime,
        voice: Voice,
        content: Content,
        *,
        language: str,
        code: str = "",
        author: int | None = None,
        actor: str = "house",
        act: str = "",
        released: bool = True,
        client_key: str | None = None,
        in_ledger: bool = True,
    ) -> int:
        """Append a line and, if it is an act of its own, its ledger entry; return its number."""
        id = new_id()
        body = _dump(content)
        number = desk.add_item(
            conversation, id, at, voice, lambda n: seal(key, body, place_of_line(conversation, n)),
            language=language, code=code, author=author, act=act, released=released, client_key=client_key,
        )  # fmt: skip
        if in_ledger:
            self.enter(id, key, at, kind=str(voice), actor=actor, case=conversation, code=code, body=body)
        return number

    def add_event(
        self,
        conversation: ConversationId,
        key: bytes,
        at: datetime,
        code: str,
        *,
        actor: str = "house",
        author: int | None = None,
        who: str = "",
        values: Mapping[str, Fact] | None = None,
        because: Because | None = None,
        text: str = "",
        act: str = "",
        released: bool = True,
    ) -> int:
        """Append an event to a timeline, with its ledger entry; *because* is the reason, if a rule decided it."""
        return self.add_line(
            conversation, key, at, Voice.EVENT, Content(text, values, who=who, because=because),
            language="", code=code, actor=actor, author=author, act=act, released=released,
        )  # fmt: skip

    def read_line(self, conversation: ConversationId, key: bytes, line: desk.ItemRow) -> Content:
        """Open a line. Raises Tampered if it is not what was kept."""
        return _load(unseal(key, line.sealed, place_of_line(conversation, line.number)))

    def vault(self, conversation: ConversationId, key: bytes) -> Vault:
        """Return the placeholders a conversation has used so far."""
        kept = privacy_records.read_vault(conversation)
        return Vault.empty() if kept is None else Vault.from_bytes(unseal(key, kept, place_of_vault(conversation)))

    # --- deeds of the house ---
    def add_deed(self, at: datetime, kind: str, actor: str, record: Mapping[str, Fact]) -> str:
        """Keep an act that belongs to no conversation, with its ledger entry, and return its id."""
        id, key = new_id(), self.keys.house_key(HOUSE_KEY)
        body = _exact(dict(record))
        desk.add_deed(id, at, kind, seal(key, body, place_of_deed(id)))
        self.enter(id, key, at, kind=kind, actor=actor, case="", code=kind, body=body)
        return id

    # --- the ledger ---
    def enter(
        self,
        act: str,
        key: bytes,
        at: datetime,
        *,
        kind: str,
        actor: str,
        case: str,
        code: str,
        body: bytes,
        guidelines: Mapping[str, str] | None = None,
    ) -> None:
        """Write an act into the ledger: typed facts in the open, its content only as a sealed commitment."""
        sealed = ledger.commitment(opening(key, act), body).hex()
        entry = ledger.Entry(at, kind, ledger.Actor(actor), act, case, code, guidelines or {}, sealed)
        ledger_records.append(at, kind, act, ledger.entry_bytes(entry))

    def opening_of(self, act: str, key: bytes) -> bytes:
        """Return what opens the ledger's commitment to an act: it follows from the key, or was kept when that changed."""
        kept = desk.kept_opening(act)
        return opening(key, act) if kept is None else bytes.fromhex(unseal(key, kept, place_of_opening(act)).decode())


def place_of_opening(act: str) -> str:
    """Return where what opens an act's commitment belongs, where it is kept."""
    return f"desk_opening|{act}"


def place_of_line(conversation: ConversationId, number: int) -> str:
    """Return where a line's sealed content belongs: it opens nowhere else."""
    return f"desk_item|{conversation}|{number}"


def place_of_turn(act: ActId) -> str:
    """Return where a turn's sealed record belongs."""
    return f"desk_turn|{act}"


def place_of_flow(conversation: ConversationId) -> str:
    """Return where the state of a conversation's flow belongs."""
    return f"flows_state|{conversation}"


def place_of_errand(act: str) -> str:
    """Return where something that is to be done outside belongs."""
    return f"flows_errand|{act}"


def place_of_deed(act: str) -> str:
    """Return where a deed's sealed record belongs."""
    return f"desk_deed|{act}"


def place_of_past(conversation: str) -> str:
    """Return where the masked words of an imported conversation belong."""
    return f"replay_conversation|{conversation}"


def place_of_vault(conversation: ConversationId) -> str:
    """Return where a conversation's sealed placeholders belong."""
    return f"privacy_vault|{conversation}"


def fingerprint(key: bytes, act: ActId, raw: str) -> str:
    """Return a keyed digest of a customer's own words: proves them to who holds the key, tells nothing to others."""
    return words_digest(opening(key, act), raw)


def words_digest(opened: bytes, raw: str) -> str:
    """Return the same under the opening of the act, which may have been kept."""
    return hmac.digest(opened, raw.encode("utf-8", "surrogatepass"), "sha256").hex()


# --- how things are written down: plain JSON, versioned -------------------------------------------------------------
def _exact(thing: object) -> bytes:
    return json.dumps(thing, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(thing: object) -> object:
    if isinstance(thing, (datetime, date)):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return dict(thing)
    raise TypeError(f"cannot write down a {type(thing).__name__}")


def _dump(content: Content) -> bytes:
    kept: dict[str, object] = {"v": 1}
    if content.text:
        kept["text"] = content.text
    if content.values:
        kept["values"] = dict(content.values)
    if content.evidence:
        kept["evidence"] = [_evidence_to(found) for found in content.evidence]
    if content.who:
        kept["who"] = content.who
    if content.because:
        kept["because"] = to_dict(content.because)
    return _exact(kept)


def _load(body: bytes) -> Content:
    kept = json.loads(body)
    return Content(
        kept.get("text", ""),
        kept.get("values", {}),
        tuple(_evidence_from(found) for found in kept.get("evidence", ())),
        kept.get("who", ""),
        from_dict(kept["because"]) if "because" in kept else None,
    )


def _evidence_to(found: Evidence) -> dict[str, object]:
    return {name: getattr(found, name) for name in Evidence.__slots__}


def _evidence_from(kept: dict[str, Any]) -> Evidence:
    for name in ("checked", "valid_until"):
        kept[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    kept["heading"] = tuple(kept["heading"])
    return Evidence(**kept)


def write_turn(turn: Turn, digest: str, words: str) -> bytes:
    """Return the record of a turn: all that is needed to explain it and to decide it again."""
    asked, known, draft, reply = turn.asked, turn.situation, turn.draft, turn.reply
    return _exact(
        {
            "v": 1,
            "asked": {
                "text": asked.text,
                "language": asked.language,
                "hidden": [[hid.start, hid.end, hid.kind, hid.placeholder] for hid in asked.hidden],
                "failure": asked.failure,
                "masked_by": asked.masked_by,
            },
            "words": words,
            "situation": {
                **{n: getattr(known, n) for n in Situation.__slots__},
                "duty": {n: getattr(known.duty, n) for n in Duty.__slots__},
                "promised": {n: getattr(known.promised, n) for n in Promised.__slots__},
                "flow": known.flow and asdict(known.flow),
                "elsewhere": known.elsewhere and asdict(known.elsewhere),
            },
            "facts": dict(turn.facts),
            "route": turn.route,
            "release": turn.release or "",
            "draft": draft and _draft_to(draft),
            "reply": reply and {"voice": reply.voice, "text": reply.text},
            "handover": turn.handover,
            "concern": turn.concern,
            "because": to_dict(turn.because),
            "flow": turn.flow and asdict(turn.flow),
            "digest": digest,
        }
    )


def _read(record: bytes) -> Any:
    # A third of the time of `json.loads`, but some 30 ms to load: for who reads many records, or serves.
    from pydantic_core import from_json

    return from_json(record)


def read_turn(record: bytes) -> Turn:
    """Return the turn that `write_turn` wrote down."""
    kept = json.loads(record)
    reply, drafted = kept["reply"], kept["draft"] and _draft_from(kept["draft"])
    return Turn(
        asked=_asked_from(kept["asked"]),
        situation=_situation_from(kept["situation"]),
        facts=kept["facts"],
        route=Route(kept["route"]),
        release=Release(kept["release"]) if kept["release"] else None,
        draft=drafted,
        reply=reply and _reply_from(reply, drafted),
        handover=kept["handover"],
        concern=kept["concern"],
        because=from_dict(kept["because"]),
        flow=_step_from(kept.get("flow")),
    )


def read_kept(record: bytes) -> Kept:
    """Return of a turn what deciding it again needs: a third of the work of `read_turn`."""
    kept = _read(record)
    return Kept(
        _asked_from(kept["asked"]),
        _situation_from(kept["situation"]),
        kept["facts"],
        Route(kept["route"]),
        Release(kept["release"]) if kept["release"] else None,
        kept["draft"] and _draft_from(kept["draft"]),
        kept["handover"],
        kept["digest"],
    )


def _asked_from(kept: dict[str, Any]) -> Asked:
    hidden = tuple([Hidden(*hid) for hid in kept["hidden"]])
    return Asked(MaskedText(kept["text"]), kept["language"], hidden, kept["failure"], kept.get("masked_by", ""))


def _draft_to(draft: Draft) -> dict[str, object]:
    parts = [{"question": part.question, "draft": _draft_to(part.draft)} for part in draft.parts]
    return {
        "text": draft.text,
        "evidence": [_evidence_to(found) for found in draft.evidence],
        "confidence": draft.confidence,
        "because": to_dict(draft.because),
        **({"parts": parts} if parts else {}),
        **({"flow": asdict(draft.flow)} if draft.flow else {}),
    }


def _draft_from(kept: dict[str, Any]) -> Draft:
    evidence = tuple([_evidence_from(found) for found in kept["evidence"]])
    parts = tuple([Part(MaskedText(each["question"]), _draft_from(each["draft"])) for each in kept.get("parts", ())])
    because, step = from_dict(kept["because"]), _step_from(kept.get("flow"))
    return Draft(kept["text"], evidence, kept["confidence"], because, parts, step)


def _step_from(kept: dict[str, Any] | None) -> FlowStep | None:
    if not kept:
        return None
    errand = kept["errand"] and Errand(**kept["errand"])
    return FlowStep(
        **{**kept, "state": flow_state_from(kept["state"]), "errand": errand, "looked": tuple(kept["looked"])}
    )


def flow_state_from(kept: dict[str, Any]) -> FlowState:
    """Return where a flow stands, as it was written down."""
    return FlowState(**{**kept, "until": datetime.fromisoformat(kept["until"]), "done": tuple(kept["done"])})


def flow_state_bytes(state: FlowState) -> bytes:
    """Return where a flow stands, to be sealed."""
    return _exact(asdict(state))


def errand_bytes(errand: Errand, state: FlowState) -> bytes:
    """Return what a flow wants done outside, to be sealed."""
    return _exact({"errand": asdict(errand), "state": asdict(state)})


def errand_from(record: bytes) -> tuple[Errand, FlowState]:
    """Return what `errand_bytes` wrote."""
    kept = json.loads(record)
    return Errand(**kept["errand"]), flow_state_from(kept["state"])


def _reply_from(kept: dict[str, Any], draft: Draft | None) -> Reply:
    if kept["voice"] == Voice.PREPARED:
        return Reply(Voice.PREPARED, kept["text"], two_readings(draft))
    evidence = (sources(draft) if kept["text"] else draft.evidence) if draft else ()
    return Reply(Voice(kept["voice"]), kept["text"], evidence)


def _situation_from(kept: dict[str, Any]) -> Situation:
    duty = kept["duty"]
    duty["opens_at"] = duty["opens_at"] and datetime.fromisoformat(duty["opens_at"])
    kept["at"] = datetime.fromisoformat(kept["at"])
    kept["paused"], kept["turns_before"] = tuple(kept["paused"]), tuple(kept["turns_before"])
    kept["duty"] = Duty(**duty)
    promised = kept.get("promised", {})  # turns kept before there were promises
    for name in ("flow", "elsewhere"):
        kept[name] = flow_state_from(kept[name]) if kept.get(name) else None
    kept["promised"] = Promised(**{**promised, **{n: tuple(promised.get(n, ())) for n in ("closed", "drafted")}})
    for name in ("remembered", "stopped", "local_help"):
        kept[name] = tuple(kept.get(name, ()))
    return Situation(**kept)


def asked_in_past(record: bytes, place: int, language: str) -> Asked:
    """Return what was masked of one message of an imported conversation; *place* counts all that was said, from 0."""
    text = json.loads(record)["turns"][place][1]
    return Asked(MaskedText(text), language, failure="" if text else "masking failed at the import")


def masked_history(record: bytes) -> MaskedText:
    """Return what the assistant saw of an earlier message."""
    return MaskedText(json.loads(record)["asked"]["text"])


def only_answers(record: bytes) -> bool:
    """Whether an earlier message only answered what a flow had asked, or was small talk."""
    kept = _read(record)
    step, before = kept.get("flow"), kept["situation"].get("flow")
    if not step or not before:
        return bool(kept["because"]["code"] == SMALL_TALK)
    return step["code"] not in ("aside", "put_down") and step["state"]["name"] == before["name"]


def said_before(record: bytes) -> tuple[MaskedText, ...]:
    """Return an earlier message as the assistant saw it and, if it answered, the headings of the passage it quoted."""
    kept = _read(record)
    asked = MaskedText(kept["asked"]["text"])
    if kept["release"] != Release.SEND or not kept["draft"] or not kept["draft"]["evidence"]:
        return (asked,)
    quoted = kept["draft"]["evidence"][0]
    return asked, said_by_desk(MaskedText(" ".join((quoted["title"], *quoted["heading"]))))


def helped_by(record: bytes) -> Helped | None:
    """Return which article an earlier turn answered from, and in which month; None if it rests on none."""
    kept = json.loads(record)
    if not kept["draft"] or not kept["draft"]["evidence"]:
        return None
    first = kept["draft"]["evidence"][0]
    return Helped(first["article"], first["title"], kept["situation"]["at"][:7])


def offered_in(record: bytes) -> tuple[MaskedText, tuple[Evidence, ...]] | None:
    """Return the question after which a turn asked which of two passages is meant, and the two; None of another turn."""
    kept = json.loads(record)
    if kept["because"]["code"] != ASKED_WHICH:
        return None
    return MaskedText(kept["asked"]["text"]), two_readings(_draft_from(kept["draft"]))


def digest_in(record: bytes) -> str:
    """Return the digest a turn was kept with."""
    return str(json.loads(record)["digest"])


def words_in(record: bytes) -> str:
    """Return the keyed digest of the customer's words that a turn was kept with."""
    return str(json.loads(record)["words"])
