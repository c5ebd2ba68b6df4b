"""Settings: flags over environment over file over default, read once.

The file is `fairdesk.toml` in the data folder. What a company tells its customers (name, hours, telephone, logo) is
not here: it is set in the browser and lives in the database.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from fairdesk.nouns import BadInput

PREFIX = "FAIRDESK_"
DATA = Path("fairdesk-data")
CHOICES = {
    "answers_before_promise": ("assistant", "people", "shadow"),
    "promise_topics": ("all", "article", "intent"),
}
"""Settings that are one of a few words."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this desk runs. Each field is a key of fairdesk.toml and, in capitals after FAIRDESK_, a variable.

    `data`: the folder that holds everything. `database`: "sqlite" or a PostgreSQL address (postgresql://...).
    `host`, `port`: where `serve` listens; anything but loopback wants `behind_proxy` (a named proxy that speaks TLS).
    `model_seconds`: the longest an answer may take before a person gets the message.
    `slow_answer_seconds`: makes every answer wait; for demonstrations and tests of what happens meanwhile.
    `model_recipient`, `model_country`, `model_safeguard`: whose outside language model it is, where, and what protects
    the text there; customers read all three in the notice. Empty: no outside model.
    `llm_url`, `llm_model`, `llm_key`: where a language model speaks the OpenAI protocol, its name there and the key; it
    then writes drafts (extra `llm`). Whose it is must be named too, because customers are told.
    `llm_price_in`, `llm_price_out`: what a million tokens cost, to and from it, in the company's currency; 0: not known.
    `mail`: "folder" (letters become files in the data folder) or smtp://user:password@host:port, smtps://... .
    `mail_from`: who letters come from, "Name <address>" (default: the company's e-mail); `mail_from_neutral`: the same
    for customers who asked for a sender that names nobody.
    `detector`: who finds personal data: "default", or "presidio" or "gliner" joined to it; `detector_model`: the spaCy
    model of the first, the model's folder of the second. `mask_seconds`: the longest masking may compute for a message
    (by the clock twenty times that).
    `turn_threads`: how many messages are answered at once in this process; one that waits for a slow model holds one.
    `undo_seconds`: how long a colleague's reply from the desk's page waits before it leaves, so that it can be taken back;
    0: it leaves at once.
    `call_back`: when people call customers back who do not want to wait here, on each day they work, by the company's clock
    ("10:00-12:00, 14:00-16:00"); empty: no call is offered. `calls_in_a_window`: how many are promised in one such window;
    `call_number_days`: how many days after it the number is kept at most, if the customer was not reached.
    `second_factor`: who must give one at the desk: "auto" (managers, reviewers and privacy officers, once `behind_proxy`
    is set), "all", "none", or names of roles with spaces between.
    `oidc_server`: the company's OpenID Connect server, whose accounts colleagues may sign in with (extra `oidc`);
    `oidc_client`, `oidc_secret_file`: this desk's registration there; `oidc_name`: what the button calls it.
    `keyring`: what wraps the keys: "file" (root.key in the data folder) or "transit" (a Vault or OpenBao server).
    `transit_address`, `transit_key`, `transit_mount`, `transit_token_file`: where that server is, the name of its key,
    the path of its transit engine, and the file with the token (or the variable BAO_TOKEN).
    `answers_before_promise`: who answers until a promise about the answers is in force: "assistant" (as the release
    guideline says), "people" (the assistant drafts) or "shadow" (it drafts and colleagues do not see it).
    `promise_target`, `promise_confidence`: the share of wrong answers promised at most, and how sure that shall be.
    `promise_topics`: what has a promise of its own: "all" answers together, each "article" or each "intent".
    `review_sitting_minutes`, `review_day_hours`: how long somebody looks at answers and drafts before a pause is asked for,
    and how much in a day; 0: no limit.
    `hour_cost`: what an hour of a person costs, in the company's currency, for the figures of a month; 0: not known.
    `article_owners`: who owns the articles of a topic that name no owner, "returns = Robin; billing = Sam"; a topic is how
    an article's id begins.
    `fairness_watched`: of which outcomes the desk watches each night whether a group of customers fares worse, with commas
    between (`fairdesk audit --own` lists them); empty: none.
    `encoder`: the folder of a sentence encoder (MiniLM and its like), for a model of intents that was trained with it.
    `reference_population`: a table (CSV or TOML) of the people a company is there for, by group; who does not reach us is told
    by it.
    `guidelines_rest_on`: "articles" if the release guideline must be approved again whenever an article changes.
    `key_backup_days`: how long a backup of the keys is kept; an erasure is final when the last one has expired.
    `ledger_witnesses`: a file in the data folder that names the ledger's witnesses, as c2sp.org/tlog-policy writes it;
    those with an address are asked over the network once a minute. `ledger_entries`: who may read entries of the ledger
    over the network: "auditors" (whoever may read it at the desk) or "everybody"; hashes and heads are public.
    `groups_asked`: what customers are asked of themselves, on a page of its own, so that audits can compare groups: names
    with spaces between, of age_band, gender, disability, first_language and origin; empty: nothing.
    `exit_address`: the website that "Leave quickly" opens; choose one that nobody asks about.
    `scanner`: where ClamAV looks into files that customers send: "unix:/run/clamav/clamd.ctl" or "tcp://host:3310";
    empty: no scanner, and nothing leaves. While a named one does not answer, no file is taken.
    `back_office`: the address of the company's own system, below which flows call what their files declare; empty: no
    flow begins. `back_office_token_file`: the file with the token it wants (sent as a bearer token).
    """

    data: Path = DATA
    database: str = "sqlite"
    host: str = "127.0.0.1"
    port: int = 8765
    behind_proxy: str = ""
    model_seconds: float = 20.0
    slow_answer_seconds: float = 0.0
    turn_threads: int = 8
    undo_seconds: float = 10.0
    call_back: str = ""
    calls_in_a_window: int = 6
    call_number_days: int = 3
    second_factor: str = "auto"
    oidc_server: str = ""
    oidc_client: str = ""
    oidc_secret_file: str = ""
    oidc_name: str = "your company account"
    keyring: str = "file"
    transit_address: str = ""
    transit_key: str = ""
    transit_mount: str = "transit"
    transit_token_file: str = ""
    key_backup_days: int = 14
    model_recipient: str = ""
    model_country: str = ""
    model_safeguard: str = ""
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_price_in: float = 0.0
    llm_price_out: float = 0.0
    mail: str = "folder"
    mail_from: str = ""
    mail_from_neutral: str = ""
    detector: str = "default"
    detector_model: str = ""
    mask_seconds: float = 0.05
    answers_before_promise: str = "assistant"
    promise_target: float = 0.05
    promise_confidence: float = 0.95
    promise_topics: str = "all"
    review_sitting_minutes: float = 45.0
    review_day_hours: float = 4.0
    hour_cost: float = 0.0
    article_owners: str = ""
    fairness_watched: str = "answered, reviewed_wrong, overridden, gave_up"
    encoder: str = ""
    reference_population: str = ""
    guidelines_rest_on: str = ""
    ledger_witnesses: str = ""
    ledger_entries: str = "auditors"
    groups_asked: str = "age_band gender disability first_language"
    exit_address: str = "https://www.wikipedia.org/"
    scanner: str = ""
    back_office: str = ""
    back_office_token_file: str = ""

    @property
    def before_promise(self) -> str:
        """What the release guideline is told of answers nothing was promised about yet: none, or cold (people answer)."""
        return "none" if self.answers_before_promise == "assistant" else "cold"

    def check_promise(self) -> None:
        """Raise BadInput naming the setting if a promise that nobody can make or read is asked for."""
        for name, words in CHOICES.items():
            if (said := getattr(self, name)) not in words:
                raise BadInput(f"{name} is {said!r}; it should be one of: {', '.join(words)}")
        for name in ("promise_target", "promise_confidence"):
            if not 0 < (share := getattr(self, name)) < 1:
                raise BadInput(f"{name} is {share}; it should be a share between 0 and 1, such as 0.05")


def load(flags: Mapping[str, object] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises BadInput naming the key, the place it came from and what it should be.
    """
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    data = Path(str(given.get("data") or environment.get(PREFIX + "DATA") or DATA))
    from_file = _read_file(data / "fairdesk.toml")
    values: dict[str, object] = {"data": data}
    for key in fields(Settings):
        if key.name == "data":
            continue
        for place, raw in (
            ("a flag", given.get(key.name)),
            (PREFIX + key.name.upper(), environment.get(PREFIX + key.name.upper())),
            ("fairdesk.toml", from_file.get(key.name)),
        ):
            if raw is not None:
                values[key.name] = _typed(key.name, raw, type(key.default), place)
                break
    return Settings(**values)  # type: ignore[arg-type]


def _typed(name: str, raw: object, kind: type, place: str) -> object:
    try:
        return kind(raw)
    except (TypeError, ValueError) as wrong:
        raise BadInput(f"{name} from {place} is {raw!r}; it should be a {kind.__name__}") from wrong


def _read_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{path} is not readable as TOML: {wrong}") from wrong
    unknown = sorted(found.keys() - {key.name for key in fields(Settings)})
    if unknown:
        raise BadInput(f"{path} has unknown keys: {', '.join(unknown)}; docs/settings.md lists them")
    return found
