"""The page of proposals: the list, each in its state, deciding, writing one, and the ways that lead to it."""

import datetime as dt
import json
import shutil

import pytest

from dashboard.ledger import acts as did
from dashboard.practice.acting import open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.proposals.effect import effects
from dashboard.ui.draft import Begun
from dashboard.ui.views.proposals import effects_table
from tests import worlds
from tests.practice.proposals.cast import DAY, Cast
from tests.ui.opening import open_page, rerun, words
from tests.worlds import NOW

NASTY = "<img src=x onerror=1> **b** [x](y)"
LATER = dt.date(2026, 5, 1)
DRAFT = "draft assistant "
YAML = {"draft": "assistant", "how": "yaml"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A world in which there is a proposal in every state, made once: where it is, and each by its state."""
    root = tmp_path_factory.mktemp("lived")
    cast, made = Cast(root), {}
    record = cast.ledger.record
    cast.at = NOW - 20 * DAY
    made["in force"] = cast.propose(("upper: 4", "upper: 4.5"), by="bo", day=dt.date(2026, 3, 9))
    cast.approve(made["in force"], "cto")
    cast.at = NOW - 5 * DAY
    made["late"] = cast.propose(("lower: 88,", "lower: 87,"), day=dt.date(2026, 3, 14))
    cast.at = NOW - DAY
    made["approved"] = cast.propose(("upper: 4.5", "upper: 5"), by="bo", because="Slower, dearer")
    cast.approve(made["approved"], "cto")
    for state, act in (("declined", did.ProposalDeclined), ("withdrawn", did.ProposalWithdrawn)):
        made[state] = cast.propose(("lower: 88,", "lower: 70,"), day=LATER)
        record(act(proposal=made[state], text="Never tells"), {"declined": "cto"}.get(state, "mei"), NOW, NOW)
    made["open"] = cast.propose(("lower: 88,", "lower: 88.5,"), day=LATER, because=NASTY)
    record(did.ProposalDiscussed(proposal=made["open"], text=NASTY), "ola", NOW, NOW)
    made["beside"] = cast.propose(("lower: 88,", "lower: 88.8,"), day=LATER, by="ola")
    cast.close()
    return root, made


@pytest.fixture
def here(lived, tmp_path):
    """The same, to be changed: where it is."""
    return shutil.copytree(lived[0], tmp_path / "here")


@pytest.fixture
def opened(monkeypatch):
    """`opened(root, who, **query)`: the page as this person sees it."""

    def run(root, who=None, page="proposals", **query):
        app = open_page(page, root, monkeypatch, **query)
        return as_(app, who) if who else app

    return run


def as_(app, who):
    app.session_state["acting as"] = who
    return rerun(app)


def labels(app):
    return [b.label for b in app.button if not b.disabled]


def press(app, label):
    return rerun(next(b for b in app.button if b.label == label and not b.disabled).click())


def say(app, text, label="What you say to it"):
    return rerun(next(a for a in app.text_area if a.label == label).set_value(text))


def kept(app):
    """What the window is told of drafts."""
    [sent] = [json.loads(e.proto.json) for e in app.get("bidi_component") if e.proto.component_name == "keep_draft"]
    return sent


def cast_of(root):
    """Everybody, in a world that stands already."""
    cast = Cast.__new__(Cast)
    cast.root, cast.at = root, NOW
    cast.ledger = open_acts(cast.workspace)
    return cast


def stands(root, id):
    cast = cast_of(root)
    proposal = cast.ledger.state().proposals[id]
    cast.close()
    return proposal


@pytest.mark.parametrize("make", [worlds.healthy, worlds.breaching, worlds.empty, worlds.broken])
def test_where_nothing_is_proposed_it_says_how_to_and_a_change_can_be_begun(make, opened, tmp_path):
    make(tmp_path)
    app = opened(tmp_path, "mei")
    said = words(app)
    assert "No change is proposed A procedure is improved by proposing its next version" in said
    assert ("everything else works" in said) == (make is worlds.broken)
    press(app, "Assistant")
    assert app.query_params["draft"] == "assistant"
    assert "it goes on What it changes Nothing yet: change something here." in words(app)
    assert app.session_state[DRAFT] == worlds.SOP


def test_the_list_says_of_each_what_it_is_whose_and_what_it_waits_for(lived, opened):
    app = opened(lived[0], view="all")
    said = words(app)
    raised = "◐ Critical lower bound of Response accuracy 88 % → 88.5 % Mei Tanaka, Sun 15 Mar · Assistant"
    assert f"{raised} lacks the approval of Chris Otto, who owns the SOP open from Fri 1 May" in said
    assert "88 % → 87 % Mei Tanaka, Wed 11 Mar · Assistant has to be revised open from Sat 14 Mar" in said
    assert "→ 4.5 s Bo Lind, Tue 24 Feb · Assistant in force since Mon 9 Mar" in said
    assert "→ 5 s Bo Lind, Sun 15 Mar · Assistant approved from Wed 1 Apr" in said
    assert "declined Mon 16 Mar" in said
    assert "withdrawn Mon 16 Mar" in said
    app.query_params.update(view="done")
    assert "88.5 %" not in words(rerun(app))


def test_each_says_its_state_and_what_is_to_be_done_about_it(lived, opened):
    root, made = lived
    app = opened(root, view="all")
    for state, expected in {
        "open": ["Another open proposal changes the same", "It lacks the approval of Chris Otto", "Breaches"],
        "late": ["There is a version from Wed 1 Apr 2026, which it was not made from. "
                 "Sat 14 Mar is past: what was judged stays judged; choose a later day. Revise it first."],
        "approved": ["◇ approved in force from Wed 1 Apr", "Chris Otto made it a version"],
        "in force": ["✓ in force since Mon 9 Mar", "What became of it Answer latency 0 breaches fired in the 7 days"],
        "declined": ["○ declined it was to be in force from Fri 1 May", "Chris Otto declined it Never tells"],
        "withdrawn": ["○ withdrawn", "Mei Tanaka withdrew it Never tells"],
    }.items():  # fmt: skip
        app.query_params.update(proposal=made[state])
        said = words(rerun(app))
        for each in expected:
            assert each in said, state
    assert "Say who you are, at the top, to take part." in [c.value for c in app.caption]


def test_what_it_would_have_done_can_be_taken_along(lived, opened):
    app = opened(lived[0], proposal=lived[1]["open"])
    assert "Effect as CSV" in [b.label for b in app.get("download_button")]
    cast = cast_of(lived[0])
    text = cast.text.replace("effective_from: 2026-04-01", f"effective_from: {LATER}")
    text = text.replace("lower: 88,", "lower: 84,").replace("{id: ceiling", "{id: roof")
    found = effects(cast.world, "assistant", LATER, text, cast.ledger.state(), NOW)
    cast.close()
    table = effects_table(found).to_pylist()
    floor = [(row["judged"], row["breaches"]) for row in table if row["threshold"] == "floor"]
    assert floor == [("as it is", 1), ("as it would be", 0)]
    assert [(row["threshold"], row["judged"]) for row in table if row["metric"] == "latency"] == [
        ("roof", "as it would be"), ("ceiling", "as it is"),
    ]  # fmt: skip


def test_the_window_is_given_the_draft_to_keep_until_it_is_thrown_away(lived, opened):
    app = opened(lived[0], "mei", **YAML)
    assert kept(rerun(app))["fresh"]  # nothing was written: what the window keeps from before a reload goes on
    app.session_state[DRAFT] = app.session_state[DRAFT].replace("lower: 88,", "lower: 80,")
    given = kept(say(rerun(app), "Half a sent", "Why"))
    assert (given["name"], given["fresh"]) == (DRAFT, False)
    assert "lower: 80," in given["draft"]
    assert "Half a sent" in given["draft"]
    given = kept(press(app, "Yes, throw it away"))
    assert (given["name"], given["done"]) == ("", [DRAFT])


def test_a_link_to_revise_an_open_proposal_begins_with_its_text(lived, opened):
    id = lived[1]["open"]
    assert "lower: 88.5," in opened(lived[0], "mei", draft=id).session_state[f"{DRAFT}{id}"]
    assert "Propose this text instead" not in labels(opened(lived[0], "mei", draft=lived[1]["declined"]))


def test_what_people_write_is_run_as_nothing(lived, opened):
    app = opened(lived[0], proposal=lived[1]["open"])
    bodies = " ".join(e.proto.body for e in app.get("html"))
    assert bodies.count("&lt;img src=x onerror=1&gt; **b** [x](y)") == 3  # why, and who proposed and said it
    assert "<img" not in bodies


def test_each_can_do_what_is_theirs_to_do(lived, opened):
    root, made = lived
    app = opened(root, proposal=made["open"])
    theirs = {"Say it", "Approve", "Decline", "Withdraw", "Revise"}
    for who, can in {
        "cto": theirs - {"Withdraw"}, "mei": theirs - {"Approve", "Decline"}, "eve": set(),
    }.items():  # fmt: skip
        assert {*labels(as_(app, who))} & theirs == can
    assert any(c.value.startswith("Eve Ray is not named in Assistant") for c in app.caption)
    app.query_params.update(proposal=made["late"])
    assert "Approve" not in labels(as_(app, "cto"))


def test_its_owner_approves_and_the_file_is_there_and_who_looks_at_an_old_page_is_told(here, lived, opened):
    id = lived[1]["open"]
    late = opened(here, "ola", proposal=id)
    app = press(say(opened(here, "cto", proposal=id), "Good"), "Approve")
    file = here / "sop" / "assistant" / "2026-05-01.yaml"
    assert "lower: 88.5," in file.read_text()
    assert "◇ approved in force from Fri 1 May" in words(app)
    next(a for a in late.text_area if a.label == "What you say to it").set_value("No")
    press(late, "Decline")
    assert "This was not recorded: it is a version already, recorded by Chris Otto" in words(late)
    file.unlink()
    app = opened(here, "cto", proposal=id)
    assert "Its file is not there, or does not say what was approved" in words(app)
    assert "Its file is not there" not in words(press(app, "Write the file again"))
    assert "lower: 88.5," in file.read_text()


def test_what_is_declined_needs_words_and_can_be_opened_again(here, lived, opened):
    id = lived[1]["open"]
    app = press(opened(here, "cto", proposal=id), "Decline")
    assert "it needs words: what is said to it, or why" in words(app)
    press(say(app, "Too strict"), "Decline")
    assert stands(here, id).state == "declined"
    assert next(a for a in app.text_area if a.label == "What you say to it").value == ""
    press(app, "Open again")
    assert stands(here, id).state == "open"
    press(as_(app, "ola"), "Approve")  # it is Chris's to agree, still
    assert "It lacks the approval of Chris Otto" in words(app)
    press(app, "Take my approval back")
    assert stands(here, id).approvals == ()


def test_a_change_is_proposed_by_forms(here, opened):
    app = opened(here, "mei", draft="assistant")
    rerun(next(s for s in app.selectbox if s.label == "Stands in for them").set_value("bo"))
    assert "What it changes Owners 1" in words(app)
    assert "there would be no breach more, and none fewer" in words(app)
    press(app, "Propose it")
    assert "This was not recorded: say why" in words(app)
    press(say(app, "Ola leaves", "Why"), "Propose it")
    assert "draft" not in app.query_params
    proposal = stands(here, app.query_params["proposal"])
    assert (proposal.written.by, proposal.written.text, proposal.state) == ("mei", "Ola leaves", "open")
    assert "Ola leaves" in words(app)
    assert DRAFT not in app.session_state


def test_a_change_is_written_as_yaml_left_and_come_back_to_and_thrown_away(lived, opened):
    app = opened(lived[0], "mei", **YAML)
    app.session_state[DRAFT] = text = app.session_state[DRAFT].replace("better: higher", "beter: higher", 1)
    said = words(rerun(app))
    assert "It cannot be a version yet What is wrong stands below the text" in said
    assert said.lower().count("unknown key 'beter'") == 1  # beside the text, and not once more
    app.session_state[DRAFT] = text = text.replace("beter", "better").replace("lower: 88,", "lower: 80,")
    assert "Critical lower bound of Response accuracy 88 % → 80 %" in words(rerun(app))
    assert "accuracy floor 1 → 0" in words(app).replace("Response ", "")
    say(app, "Half a sent", "Why")
    press(app, "All proposals")
    press(app, "Assistant: go on with your draft")
    assert (app.session_state[DRAFT], next(a for a in app.text_area if a.label == "Why").value) == (text, "Half a sent")
    press(app, "Yes, throw it away")
    assert "draft" not in app.query_params
    assert "Assistant" in labels(app)
    assert [c.value for c in as_(opened(lived[0], draft="assistant"), "eve").caption if "not named" in c.value]


@pytest.mark.parametrize(("mine", "conflict"), [(("min_n: 50", "min_n: 60"), False), (("88,", "87,"), True)])
def test_a_draft_that_fell_behind_is_brought_up_to_date(here, lived, opened, mine, conflict):
    app = opened(here, "mei", **YAML)
    app.session_state[DRAFT] = app.session_state[DRAFT].replace(*mine, 1)
    say(rerun(app), "Because", "Why")
    cast = cast_of(here)
    cast.approve(lived[1]["open"], "cto")
    cast.close()
    assert "The version from Fri 1 May 2026 is not the one that this was begun from" in words(rerun(app))
    press(app, "Bring it up to date")
    assert ("There it now says what that version does" in words(app)) == conflict
    assert "is not the one" not in words(app)
    assert "lower: 88.5," in app.session_state[DRAFT]
    assert (mine[1] in app.session_state[DRAFT]) != conflict
    assert next(a for a in app.text_area if a.label == "Why").value == "Because"


def test_a_proposal_is_revised_in_a_draft_of_its_own(here, lived, opened):
    id = lived[1]["late"]
    app = press(opened(here, "mei", proposal=id), "Revise")
    key = f"{DRAFT}{id}"
    assert "lower: 87," in app.session_state[key]
    press(app, "Bring it up to date")
    assert "upper: 5," in app.session_state[key]
    press(app, "Propose this text instead")
    proposal = stands(here, id)
    assert (proposal.revision, proposal.base, proposal.written.text[:13]) == (2, dt.date(2026, 4, 1), "Two complaint")
    assert "2 texts, this is the last" in words(app)


def test_the_lab_leads_to_a_draft_with_its_threshold(here, opened):
    app = opened(here, "mei", "lab", sop="assistant", metric="accuracy", threshold="floor", lower="84", margin="0.5")
    press(app, "Propose this threshold")
    begun = app.session_state[f"{DRAFT} begun"]
    assert isinstance(begun, Begun)
    assert begun.origin.kind == "lab"
    assert "lower: 84, for: 2, recover: {lower: 84.5}" in app.session_state[DRAFT]
    assert "88 % → 84 %" in words(app)
    assert app.session_state[f"{begun.forms} kind"] == "Thresholds"
    assert [box.value for box in app.selectbox if box.label in ("Metric", "Threshold")] == ["accuracy", "floor"]


def test_what_a_post_mortem_asks_for_is_proposed_from_it_and_from_the_review(here, opened):
    cast = cast_of(here)
    open_due(cast.world, cast.ledger, NOW, NOW)
    [incident] = cast.ledger.state().incidents
    for act in (
        did.IncidentResolved(incident=incident, comment="Over"),
        did.PostMortemWritten(
            incident=incident, happened="It fell", cause="2.0", lessons=("thresholds",), sop_change=NASTY
        ),
    ):
        cast.ledger.record(act, "ola", NOW, NOW)
    cast.close()
    review = opened(here, "cto", "review", sitting="assistant/weekly/2026-03-16T12:00Z", item=f"asked|{incident}")
    if "Open the sitting" in labels(review):
        press(review, "Open the sitting")
    assert "Propose the change" in labels(review)
    app = press(opened(here, "mei", "incidents", incident=incident, view="all"), "Propose the change")
    assert next(a for a in app.text_area if a.label == "Why").value == NASTY
    app.session_state[DRAFT] = app.session_state[DRAFT].replace("lower: 88,", "lower: 86,")
    app.switch_page("ui/pages/proposals.py")  # where it is already: Streamlit's test does not follow by itself
    app.query_params.update(YAML)
    id = press(rerun(app), "Propose it").query_params["proposal"]
    id = id[0] if isinstance(id, list) else id
    assert f"from the post-mortem of {incident}" in words(app)
    for seen in (rerun(review), opened(here, "mei", "incidents", incident=incident, view="all")):
        assert "Proposed for it" in words(seen)
        assert f"proposals?proposal={id}&amp;view=all" in " ".join(e.proto.body for e in seen.get("html"))


def test_a_ledger_that_cannot_be_read_is_said_once(here, opened):
    for file in (here / "data" / "ledger").glob("*"):
        file.write_bytes(b"no database")
    app = opened(here, "mei")
    assert "ledger" in words(app)
    assert "No change is proposed" not in words(app)
