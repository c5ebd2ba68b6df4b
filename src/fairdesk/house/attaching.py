"""Files that customers send: taken by an allow-list, looked into, sealed, sent with a message, opened by people alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from fairdesk.attachments import records as attachments
from fairdesk.attachments.allowed import MOST_FILES, MOST_IN_ALL, Accepted, Attached, NotTaken, accept, description
from fairdesk.attachments.records import FileRow
from fairdesk.clock import new_id
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.house.foundation import Foundation
from fairdesk.house.looking import Looking
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, Fact, NotFound, Unavailable
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.records import KeyDestroyed

FILE_SENT = "file_sent"


class AttachingSide(Looking):
    """The part of the house that keeps files. `scan` looks into one and names what is wrong with it, or ""."""

    scan: Callable[[bytes], str] | None = None

    # --- before a message is sent ---
    def files_waiting(self, conversation: ConversationId, customer: CustomerId) -> tuple[Attached, ...]:
        """Return the files that go with the customer's next message of the files page."""
        row = self.own(conversation, customer)
        key = self.keys.of(row.customer)
        return tuple(_told(key, each) for each in attachments.unsent(conversation))

    def attach(
        self, conversation: ConversationId, customer: CustomerId, name: str, content: bytes, words: str
    ) -> None:
        """Keep a file that waits to be sent; the same one again is kept once. Raises NotTaken saying why not."""
        row, at = self.own(conversation, customer), self.now()
        file = accept(name, content)
        self._scan_file(file.content)
        key, id, digest = self.keys.of(row.customer), new_id(), hashlib.sha256(file.content).hexdigest()
        about = {"v": 1, "name": file.name, "words": description(words), "sha256": digest}
        sealed = seal(key, json.dumps(about, ensure_ascii=False).encode(), place_of_file(id))
        inside = seal(key, file.content, place_of_content(id))
        with writing():
            self.own(conversation, customer, hold=True)
            waiting = attachments.unsent(conversation)
            if any(_about(key, each)["sha256"] == digest for each in waiting):
                return
            if len(waiting) >= MOST_FILES or attachments.count(conversation) >= MOST_IN_ALL:
                raise NotTaken("too_many")
            kept = _row(id, row, micros(at), file, sealed)
            attachments.add(kept, inside)

    def _scan_file(self, content: bytes) -> None:
        """Let the scanner look, if one is named; while it does not answer nothing is taken."""
        if self.scan is None:
            return
        try:
            found = self.scan(content)
        except Unavailable as fault:
            raise NotTaken("not_checked") from fault
        if found:
            raise NotTaken("infected")

    def detach(self, conversation: ConversationId, customer: CustomerId, id: str) -> None:
        """Delete a file that was not sent; one that is gone already is no fault."""
        self.own(conversation, customer)
        with writing():
            attachments.remove_unsent(id, conversation)

    def files_go(self, conversation: ConversationId, key: bytes, number: int, along: Sequence[FileRow]) -> None:
        """Let files go with a message, in its transaction: people are called, because nobody else may open them."""
        attachments.send(conversation, number)
        digests = " ".join(_about(key, each)["sha256"] for each in along)
        values: dict[str, Fact] = {"files": len(along), "sha256": digests}
        row = desk.conversation(conversation)
        if row.state in (State.WAITING, State.PERSON):
            self.memory.add_event(conversation, key, self.now(), FILE_SENT, actor="customer", values=values)
        else:
            self.hand_over(row, key, FILE_SENT, actor="customer", reason="sent_a_file", values=values)

    # --- afterwards ---
    def files_of_line(self, conversation: ConversationId, key: bytes, number: int) -> tuple[Attached, ...]:
        """Return the files that came with a line of a timeline."""
        return tuple(_told(key, each) for each in attachments.sent(conversation) if each.number == number)

    def own_file(self, conversation: ConversationId, customer: CustomerId, id: str) -> tuple[Attached, bytes]:
        """Return a customer's own file with its bytes. Raises NotFound for a stranger's."""
        self.own(conversation, customer)
        return self._opened_file(conversation, id)

    def file_for_colleague(
        self, conversation: ConversationId, colleague: ColleagueId, id: str
    ) -> tuple[Attached, bytes]:
        """Return a file that was sent to a colleague who may read the conversation; its customer sees that they did."""
        who, row = self.colleague_who_may(colleague, "read"), desk.conversation(conversation)
        if attachments.one(id).number is None:
            raise NotFound("there is no such file, or it was not sent")
        self.look(row, who, "file")
        return self._opened_file(conversation, id)

    def _opened_file(self, conversation: ConversationId, id: str) -> tuple[Attached, bytes]:
        kept = attachments.one(id)
        if kept.conversation != conversation:
            raise NotFound("there is no such file, or it is not yours")
        key = self.keys.of(kept.customer)
        return _told(key, kept), unseal(key, attachments.content(id), place_of_content(id))


def files_of(house: Foundation, places: Sequence[CustomerId]) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a person for their copy: a name of our own and the bytes, one at a time."""
    for place in places:
        for _, found in attachments.all_about(place):
            try:
                key = house.keys.of(place)
            except KeyDestroyed:
                return
            told = Attached(found["id"], "", found["kind"], found["size"])
            content = unseal(key, attachments.content(told.id), place_of_content(told.id))
            yield f"files/{told.id}{told.ending}", content


def _row(id: str, row: desk.ConversationRow, at: int, file: Accepted, sealed: bytes) -> FileRow:
    return FileRow(id, row.id, row.customer, None, at, file.kind.code, len(file.content), sealed)


def _about(key: bytes, kept: FileRow) -> dict[str, str]:
    return dict(json.loads(unseal(key, kept.sealed, place_of_file(kept.id))))


def _told(key: bytes, kept: FileRow) -> Attached:
    about = _about(key, kept)
    return Attached(kept.id, about["name"], kept.kind, kept.size, about["words"])


def place_of_file(id: str) -> str:
    """Return where the name and the description of a file belong, sealed."""
    return f"attachments_file|{id}"


def place_of_content(id: str) -> str:
    """Return where the bytes of a file belong, sealed."""
    return f"attachments_file|{id}|content"
