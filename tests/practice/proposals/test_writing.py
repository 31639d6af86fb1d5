"""What there is to say of a text that is being written, and what it could go on with."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.errors import WorkspaceError
from dashboard.practice.proposals.writing import choices, remarks_on
from dashboard.sop.keys import PARTIES, PARTS, SOURCES, keys
from tests import worlds

TODAY = worlds.NOW.date()
TEXT = worlds.SOP


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return worlds.healthy(tmp_path_factory.mktemp("written"))


def said(here, text: str, level: str = "error") -> list[str]:
    return [f"{r.line}:{r.column} {r.message}" for r in remarks_on(here, "assistant", text, TODAY) if r.level == level]


def place(text: str, word: str) -> str:
    before = text[: text.index(word)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    better: higher", "    beter: higher", "beter: unknown key 'beter'; did you mean 'better'?"),
        ("monitoring: mei", "monitoring: mai", "mai nobody in people.yaml is 'mai'; did you mean 'mei'?"),
        ("respond: wrong-answers", "respond: rong-answers", "rong there is no response 'rong-answers'; did you mean"),
        ("source: numbers", "source: number", "number no source 'number' in sources.yaml; did you mean 'numbers'?"),
        (
            "level: critical, lower: 88",
            "level: critcal, lower: 88",
            "critcal 'critcal' is not a level; did you mean 'critical'?",
        ),
        ("objectives:", "objectives: [", " not readable as YAML"),
        ("title: Assistant", "title: {", " not readable as YAML"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_with_the_nearest_right_spelling(here, old, new, message):
    text = TEXT.replace(old, new, 1)
    word, _, message = message.partition(" ")
    found = said(here, text)
    assert any(message in one for one in found), found
    if word:
        assert any(one.startswith(place(text, word.strip(":"))) for one in found), (found, place(text, word))


def test_what_could_be_better_is_told_when_nothing_is_wrong(here):
    text = TEXT.replace("      backup: ola\n", "", 1)
    [warned] = [one for one in remarks_on(here, "assistant", text, TODAY) if one.rule == "no-backup"]
    assert f"{warned.line}:{warned.column}" == place(text, "monitoring: mei")
    assert warned.message.startswith("'accuracy'")
    silenced = text + 'lint:\n  - {silence: no-backup, because: "Ola is on leave"}\n'
    assert not [one for one in remarks_on(here, "assistant", silenced, TODAY) if one.rule == "no-backup"]


def test_a_silence_of_what_only_numbers_can_say_is_not_called_idle(here):
    silences = 'lint:\n  - {silence: never-fired, because: "rare"}\n  - {silence: no-frequency, because: "x"}\n'
    found = [r.message for r in remarks_on(here, "assistant", TEXT + silences, TODAY) if r.rule == "idle-silence"]
    assert found == ["nothing is silenced by 'no-frequency': it says nothing here"]


def test_a_text_of_a_later_day_stands_beside_the_files_and_none_is_written(here):
    before = sorted(here.workspace.sop_dir.rglob("*"))
    later = TEXT.replace("effective_from: 2026-01-01", "effective_from: 2026-05-01")
    assert said(here, later) == []
    wrong = later.replace("2026-05-01", "2026-05-77")
    assert [one.partition(" ")[0] for one in said(here, wrong)] == [place(wrong, "2026-05-77")]
    assert sorted(here.workspace.sop_dir.rglob("*")) == before


def test_no_such_sop(here):
    with pytest.raises(WorkspaceError, match="there is no SOP 'asistant'; did you mean 'assistant'"):
        remarks_on(here, "asistant", TEXT, TODAY)


@settings(max_examples=25, deadline=None)
@example(len(TEXT) - 40, 40, "")
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text("{}[]:-#'\"\n\t &*!|>é\ud800\x00a0", max_size=8))
def test_whatever_is_typed_there_is_an_answer_on_a_line_of_the_text(here, at, gone, typed):
    text = TEXT[:at] + typed + TEXT[at + gone :]
    choices(here, "assistant", text)
    for remark in remarks_on(here, "assistant", text, TODAY):
        assert remark.message
        assert 0 <= remark.line <= text.count("\n") + 1


def test_the_words_are_those_of_the_text_itself_and_of_people_by_name(here):
    text = TEXT.replace("id: wrong-answers", "id: answers-go-wrong")
    known = choices(here, "assistant", text)
    assert ("mei", "Mei Tanaka") in known["owners.monitoring"]
    assert known["thresholds.respond"][0][0] == "answers-go-wrong"
    assert ("accuracy", "Response accuracy") in known["signal.of"]
    assert known["metrics.source"] == (("numbers", ""),)
    assert ("critical", "") in known["thresholds.level"]
    assert known["signal.gap"] == (("channel", ""),)
    assert ("use", "a definition of the library") in known["metrics"]
    broken = choices(here, "assistant", "metrics: [")
    assert broken["thresholds.respond"][0][0] == "wrong-answers"  # of the newest version


def test_every_place_that_names_ids_is_one_of_the_file():
    known = {f"{place}.{key}" for place, found in keys().items() for key, _ in found}
    assert {*PARTIES, *SOURCES, *(place for places in PARTS.values() for place in places)} <= known
    assert dict(keys()["escalation"]).keys() == {"after", "to"}
    assert dict(keys()["thresholds"])["level"] == "needed; critical · warning"
