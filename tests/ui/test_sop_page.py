"""The SOP page: versions in time, what changed between two, remarks, the seven steps, the file; in every world."""

import re

import pytest

from tests import worlds
from tests.ui.opening import open_page, rerun, words
from tests.worlds import SOP, make_world

SECOND = (
    SOP.replace("effective_from: 2026-01-01", "effective_from: 2026-02-02")
    .replace("lower: 88", "lower: 90")
    .replace("recover: {lower: 89}", "recover: {lower: 91}")
    .replace("because: first version", "because: 88 <i>was</i> too low")
)
THIRD = (
    SECOND.replace("effective_from: 2026-02-02", "effective_from: 2026-04-01")
    .replace("monitoring: bo", "monitoring: ola")
    .replace("by: cto, because: 88 <i>was</i> too low", "by: mei, because: Bo moves on")
    + 'lint: [{silence: no-review, metric: latency, because: "at the stand-up"}]\n'
)
BROKEN = "apiVersion: sop/v1\nsop: assistant\neffective_from: 2026-03-01\nmetrics: 7\n"


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the SOP page on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("sop", tmp_path, monkeypatch, **query)

    return run


def changing(root):
    make_world(root, [SOP, SECOND, THIRD], worlds.good_rows())
    (root / "sop" / "assistant" / "2026-03-01.yaml").write_text(BROKEN)


def box(app, label: str):
    return next(b for b in app.selectbox if b.label == label)


def test_versions_stand_in_time_with_who_and_why_and_the_broken_one_with_its_errors(opened):
    said = words(opened(changing))
    assert "○ past compared Thu 1 Jan to Mon 2 Feb Chris Otto first version" in said
    assert "✓ in force compared since Mon 2 Feb, 42 days, until Wed 1 Apr Chris Otto 88 <i>was</i> too low" in said
    assert "● broken 2026-03-01, cannot be read" in said
    assert "◐ future from Wed 1 Apr, in 15 days Mei Tanaka Bo moves on" in said
    assert said.index("past") < said.index("in force") < said.index("broken") < said.index("future")


def test_a_file_in_force_that_was_edited_is_said_before_all_else(opened, tmp_path):
    app = opened(worlds.healthy)
    assert not app.error
    file = tmp_path / "sop" / "assistant" / "2026-01-01.yaml"
    file.write_text(file.read_text().replace("lower: 88", "lower: 80"))
    assert "2026-01-01.yaml: the file is not what was recorded by the dashboard" in words(rerun(app))
    assert len(app.error) == 1


def test_the_version_in_force_is_told_against_the_one_before(opened):
    app = opened(changing)
    assert (box(app, "From").value, box(app, "To").value) == ("2026-01-01", "2026-02-02")
    assert any(m.value == "**2 changes** from Thu 1 Jan 2026 to Mon 2 Feb 2026" for m in app.markdown)
    assert "Thresholds 2 → Critical lower bound of Response accuracy 88 % → 90 %" in words(app)
    assert "Monitoring of Answer latency" not in words(app)


def test_any_two_can_be_chosen_and_stand_in_the_address(opened):
    app = opened(changing, before="2026-01-01", after="2026-04-01")
    said = words(app)
    assert "Critical lower bound of Response accuracy 88 % → 90 % from Mon 2 Feb" in said
    assert "Owners 1 → Monitoring of Answer latency Bo Lind → Ola Berg from Wed 1 Apr" in said
    rerun(box(app, "From").select("2026-02-02"))
    assert app.query_params["before"] == "2026-02-02"
    assert "88 % → 90 %" not in words(app)
    rerun(box(app, "To").select("2026-02-02"))
    assert any("0 changes" in m.value for m in app.markdown)
    assert any("Nothing is agreed otherwise" in c.value for c in app.caption)


def test_an_address_that_asks_for_what_there_is_not_shows_the_usual(opened):
    app = opened(changing, sop="nothing", before="2020-01-01", after="yesterday", file="/etc/passwd")
    assert (box(app, "From").value, box(app, "To").value) == ("2026-01-01", "2026-02-02")
    assert "root:" not in app.code[0].value


def test_the_changes_can_be_taken_along_as_markdown_and_the_file_as_yaml(opened):
    app = opened(changing)
    names = {b.proto.label for b in app.get("download_button")}
    assert {"Markdown", "YAML", "CSV"} <= names
    assert app.code[0].value == SECOND.strip()
    rerun(box(app, "Version").select("sop/assistant/2026-03-01.yaml"))
    assert app.code[0].value == BROKEN.strip()


def test_remarks_stand_beside_what_they_are_about_and_a_silenced_one_says_why(opened):
    app = opened(changing)
    said = words(app)
    assert "Response accuracy metric ▲ warning No review looks at 'accuracy' line 12 · no-review" in said
    assert "– silenced No review looks at 'latency'" in said
    assert "no-review because: at the stand-up" in said
    assert any(tab.label.startswith("Remarks (") for tab in app.tabs)


def test_the_seven_steps_are_counted_for_each_version(opened):
    said = words(opened(changing))
    assert "4. Reviews metrics that a review looks at 0 of 4 0 of 4 0 of 4" in said
    assert "3. Owners metrics with every duty, a backup and an escalation 1 of 4" in said
    assert "1. Objectives metrics that serve one ✓ 4 of 4" in said


def test_the_health_of_each_version_is_told_in_one_line_each_with_the_remarks_on_it(opened):
    app = opened(changing)
    said = words(app)
    assert re.search(r"All seven steps each counting alike (\d\d) % (\d\d) % (\d\d) %", said)
    counts = re.search(r"Remarks on the file; on the newest also by the numbers ((?:[▲◇◆●✓○⏸•]? ?\d+ \w+ ?)+)", said)
    assert counts, said[-900:]
    assert counts[1].count("warning") == 3
    # the last of them speaks of what the tab of remarks lists
    [tab] = [tab.label for tab in app.tabs if tab.label.startswith("Remarks (")]
    newest = re.findall(r"(\d+) (error|warning|advice)", counts[1][counts[1].rindex("warning") - 4 :])
    assert sum(int(n) for n, _ in newest) <= int(tab.removeprefix("Remarks (").removesuffix(")"))


SHARED = "reviews: [{id: weekly, title: Weekly <b>review</b>, rrule: FREQ=WEEKLY;BYDAY=MO}]\n"


def test_what_a_version_has_from_the_library_is_said_with_its_place(opened):
    def sharing(root):
        make_world(root, SOP + "reviews: [{use: weekly, id: monday, chair: cto}]\n", load=False)
        (root / "sop" / "library").mkdir()
        (root / "sop" / "library" / "reviews.yaml").write_text(SHARED)

    app = opened(sharing)
    said = words(app)
    assert "From the library review monday is weekly, with its own chair sop/library/reviews.yaml, line 1" in said
    assert "library" not in {option for b in app.selectbox for option in b.options}  # it is no procedure


@pytest.mark.parametrize("make", [worlds.healthy, worlds.breaching, worlds.empty])
def test_a_first_version_has_nothing_to_be_held_against(opened, make):
    app = opened(make)
    assert "✓ in force since Thu 1 Jan" in words(app)
    assert any("no two versions to compare yet" in c.value for c in app.caption)
    assert app.code[0].value == SOP.strip()


def test_broken_files_are_shown_with_what_is_wrong(opened):
    app = opened(worlds.broken)
    assert "● broken 2026-03-01, cannot be read" in words(app)
    assert "✓ in force since Thu 1 Jan" in words(app)
    rerun(box(app, "Procedure").select("ranker"))
    assert "● broken 2026-01-01, cannot be read line" in words(app)
    assert any("No version can be read" in c.value for c in app.caption)
    assert app.code[0].value == "sop: [ranker"


def test_a_workspace_without_procedures_says_what_to_do(opened, tmp_path):
    def bare(root):
        worlds.empty(root)
        (root / "sop" / "assistant" / "2026-01-01.yaml").unlink()

    assert "No procedure was in force" in words(opened(bare))


def test_nothing_to_remark_is_said_so(opened):
    def spotless(root):
        text = SOP[: SOP.index("metrics:")].replace("kpis: [satisfaction]", "kpis: [accuracy]")
        text = text.replace("\n  - {id: quick, statement: An answer comes at once}", "")
        text += """\
metrics:
  - id: accuracy
    title: Accuracy
    aspect: accuracy
    source: numbers
    reported: daily
    owners: {monitoring: mei, analysis: ml, decision: cto, backup: ola, escalation: [{after: 4h, to: bo}]}
    review: weekly
    thresholds: [{id: floor, level: critical, lower: 8, respond: look}]
reviews: [{id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO, chair: cto}]
responses: [{id: look, title: Look, steps: [{id: a, kind: investigate, do: Look, role: analysis}]}]
"""
        make_world(root, text, load=False)

    app = opened(spotless)
    assert "Nothing to remark" in words(app)
    assert any(tab.label == "Remarks" for tab in app.tabs)


def test_what_a_file_says_is_not_read_as_html(opened):
    app = opened(changing)
    assert not any("<i>was" in e.proto.body for e in app.get("html"))
