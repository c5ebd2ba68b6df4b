"""A flow's file is read, or its fault is named with its place; and the demo's ten."""

from __future__ import annotations

import re

import pytest

from fairdesk.flows.reading import read_flow
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import BadInput
from tests.flows.a_flow import changed, flow
from tests.shop import FILES

DEMO = sorted(FILES.iterdir(), key=lambda file: file.name)


class TestReading:
    def test_what_stands_in_the_file(self):
        read = flow()

        assert ("cancel", ["which", "look"]) == (read.name, [step.id for step in read.steps[:2]])
        assert ("access", "changes") == read.guidelines
        assert "reason" == read.step("look").then
        assert {"no": "kept"} == read.step("sure").to

    def test_the_version_is_that_of_the_text(self):
        assert flow().version == flow().version
        assert flow().version != flow(("Which order?", "What order?")).version


FAULTS = [
    ((("format: 1", "format: 2"),), "cancel.yaml: format is 2; write format: 1"),
    ((("steps:\n", "steps: [\n"),), "is not readable as YAML"),
    ((("owner: Somebody\n", ""),), "cancel.yaml: owner should be a text; write it"),
    ((("owner: Somebody", "owner: Somebody\ncolour: red"),), "'colour' is not known; known are"),
    ((('["cancel my order"]', '["cancel"]'),), "begins, en: 'cancel' is one word and would begin the flow too often"),
    ((("begins: {en", "begins: {fr: [a b], en"),), "begins: 'fr' cannot be walked yet; known are en, de"),
    (((', de: "Warum?"', ""),), "step reason: the words in 'de' are missing; the flow begins in that language"),
    ((("ask: order", "ask: parcel"),), "step which: 'parcel' is not declared; declare it, or name one of order"),
    ((("to: {no: kept}", "to: {no: gone}"),), "step sure: it leads to 'gone', which is no step; name one, or end"),
    (
        (("look_up: find", "do: find, says: {en: a, de: b}"),),
        "step look: find has no effect; use the other of look_up and do",
    ),
    ((("do: cancel, says", "look_up: cancel, says"),), "step go: a step that does look_up says nothing"),
    ((("    allowed_by: {access: {may: look}}\n", ""),), "action find: name in allowed_by the guideline"),
    ((("path: /find", "path: https://elsewhere.example/find"),), "action find: path is 'https://elsewhere"),
    ((("path: /find", "path: /../find?x"),), "action find: path is '/../find?x'"),
    (
        (("method: POST\n    path: /find", "method: GET\n    path: /find"),),
        "personal details do not belong into addr",
    ),
    ((("effect: false", "effect: maybe"),), "action find: say effect: true if it changes something outside"),
    ((("facts: [state]", "facts: [price]"),), "action find: the fact 'price' is not declared in the answer"),
    ((("enum: [open, sent]", "format: date"),), "action find, answer: state uses 'format'; known are"),
    ((("send: {order: order}", "send: {order: phone}"),), "action find: it sends 'phone', which is no slot, fact or"),
    ((("check: luhn", "check: mod97"),), "slot order: check is 'mod97'; the one rule known is luhn"),
    ((("pattern: 'NU-[0-9]{5}-[0-9]', ", ""),), "slot order: a number needs a pattern"),
    (
        (("Order {order} is {state}", "Order {order} costs {price}"),),
        "its words name {price}, which is no slot and no",
    ),
    ((("facts: {agreed: false}", "facts: {known_by: letter}"),), "'known_by' names two different things"),
    ((("id: late", "id: kept"),), "step kept: two steps have this id; rename one"),
    ((('Not found.", de: "Nicht gefunden."}, then: end', 'x", de: "y"}, then: look'),), "go round without asking"),
    ((("path: /find", "seconds: 60\n    path: /find"),), "action find: seconds is 60; it should be more than 0"),
]


class TestFaults:
    @pytest.mark.parametrize(("pairs", "says"), FAULTS, ids=[says[:40] for _, says in FAULTS])
    def test_each_names_the_file_the_place_and_what_to_do(self, pairs, says):
        with pytest.raises(BadInput, match=re.escape(says)):
            read_flow(changed(*pairs), "cancel.yaml")


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.name)
class TestTheDemoOnes:
    def test_it_can_be_walked_and_its_name_is_the_file_s(self, file):
        assert file.name == f"{read_flow(file.read_text('utf-8'), file.name).name}.yaml"

    def test_its_sentences_are_short(self, file):
        read = read_flow(file.read_text("utf-8"), file.name)
        sentences = [
            sentence
            for step in read.steps
            for text in step.says.values()
            for sentence in re.split(r"(?<=[.?!])\s", text)
        ]

        assert [] == [sentence for sentence in sentences if len(sentence.split()) > 16]

    def test_it_asks_guidelines_that_come_with_the_desk_for_outputs_they_have(self, file):
        read = read_flow(file.read_text("utf-8"), file.name)
        for action in read.actions.values():
            outputs = {each.name: each.allowed for each in parse(shipped(action.guideline), action.guideline).outputs}
            assert action.value in outputs[action.output]
        for step in read.steps:
            if step.does == "decide":
                outputs = {each.name: each.allowed for each in parse(shipped(step.of), step.of).outputs}
                assert set(step.to) <= set(outputs[step.output])


def test_there_are_ten():
    assert 10 == len(DEMO)
