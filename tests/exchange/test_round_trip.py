"""A threshold that is written as a rule comes back from the rule as the same threshold."""

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.history.rules import short
from dashboard.practice.exchange import importing, rulefile
from dashboard.practice.exchange.draft import Draft, sop_yaml
from dashboard.practice.exchange.from_prometheus import add_rules
from dashboard.practice.exchange.to_prometheus import Rules, prometheus_rules
from dashboard.practice.exchange.to_prometheus import add_rules as write_rules
from dashboard.practice.world import open_world
from dashboard.sop.model import Metric, People, Recover, Response, Signal, Sop, Threshold
from dashboard.workspace import BUNDLED, Workspace
from dashboard.yamlfile import documents, parse
from tests.exchange.law import AT

ID = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)
NUMBER = st.one_of(st.integers(-(10**6), 10**6).map(float), st.floats(-1e12, 1e12, allow_subnormal=False))
MINUTES = st.integers(1, 60 * 24 * 60).map(lambda m: dt.timedelta(minutes=m))
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30)
RESPONSES = (
    Response(id="r", title="Braces {{ }} 'and' more", runbook="https://wiki.example/r"),
    Response(id="q", title="Q"),
    Response(id="p", title="P", runbook="https://wiki.example/r"),
)


@st.composite
def thresholds(draw, id, frequency, of):
    """A threshold of which all can be said in Prometheus."""
    signal = None
    kind = draw(st.sampled_from(["value", "mean", "change", *(["ratio", "difference"] if of else [])]))
    if kind == "mean":
        signal = Signal(mean=draw(MINUTES))
    elif kind == "change":
        signal = Signal(change=3 * frequency + draw(MINUTES))
    elif kind != "value":
        signal = Signal(gap="region", of="of-this", as_=kind)
    bound = st.floats(0.01, 1) if kind == "ratio" else st.floats(0, 1e6) if kind == "difference" else NUMBER
    low, high = sorted([draw(bound), draw(bound)])
    side = draw(st.sampled_from(["lower", "upper", "both"]))
    return Threshold(
        id=id,
        level=draw(st.sampled_from(["critical", "warning"])),
        signal=signal,
        lower=None if side == "upper" else low,
        upper=None if side == "lower" else high,
        for_=draw(st.one_of(st.integers(1, 9), MINUTES)),
        recover=Recover(for_=draw(st.integers(1, 9))),
        respond=draw(st.sampled_from([None, "r", "q", "p"])),
    )


@st.composite
def sops(draw):
    """An SOP whose metrics have names of their own in Prometheus."""
    ids = draw(st.lists(ID, min_size=1, max_size=4, unique_by=lambda id: id.replace("-", "_")))
    reported = st.one_of(st.sampled_from(["hourly", "daily", "weekly", "monthly"]), MINUTES)
    found = [Metric(id="of-this", title="Of this", aspect="accuracy", source="x", segments=("region", "plan"))]
    for id in ids:
        metric = Metric(id=id, title=draw(TEXT), aspect="accuracy", source="x", reported=draw(reported))
        of = draw(st.booleans())
        names = draw(st.lists(ID, max_size=3, unique=True))
        held = tuple(draw(thresholds(name, metric.frequency, of)) for name in names)
        found.append(metric.model_copy(update={"thresholds": held}))
    return Sop(
        apiVersion="sop/v1", sop=draw(ID), title="S", effective_from=dt.date(2026, 1, 1), metrics=tuple(found),
        responses=RESPONSES,
    )  # fmt: skip


def back(text):
    """The SOP that a draft of the rule file states, and what was left out."""
    draft = Draft()
    for document in documents(text.encode(), "rules.yml"):
        add_rules(draft, rulefile.read(document, "rules.yml"), "rules.yml")
    draft.tidy()
    sop, _ = parse(sop_yaml(draft, "s", dt.date(2026, 1, 1), "rules.yml").encode(), Sop, "s.yaml")
    return sop, draft.left_out


def stated(sop):
    """What the thresholds of an SOP say; a signal of 7d is one of 1w."""
    return {(metric.id, threshold.id): threshold for metric in sop.metrics for threshold in metric.thresholds}


@settings(max_examples=150, deadline=None)
@given(sops())
def test_what_is_written_comes_back(sop):
    assume(any(metric.thresholds for metric in sop.metrics))
    rules = Rules()
    write_rules(rules, sop, People(people=()), AT)
    again, lost = back(rules.text)
    assert rules.left_out == []
    assert [left for left in lost if not left.part or "keep_firing_for" in left.why or "for:" in left.why] == []
    assert stated(again) == stated(sop)
    titles = {metric.id: metric.title for metric in sop.metrics}
    assert all(
        titles[metric.id] == metric.title for metric in again.metrics if metric.source and metric.id != "of-this"
    )


def test_the_examples_come_back_save_for_what_was_left_out():
    law = open_world(Workspace(BUNDLED))
    for id, versions in law.library.sops.items():
        sop = versions.in_force(law.clock)
        rules = prometheus_rules(law, law.clock, id)
        whole = {(left.metric, left.threshold) for left in rules.left_out if not left.part}
        again, lost = back(rules.text)
        assert lost == []
        known, found = stated(sop), stated(again)
        assert found.keys() == known.keys() - whole
        for key, threshold in found.items():
            plain = known[key].model_copy(update={"recover": Recover(for_=known[key].recover.for_)})
            assert threshold == plain
        for metric in again.metrics:
            if metric.source:
                assert (metric.id, metric.title, metric.frequency) == (
                    metric.id,
                    sop.metric(metric.id).title,
                    sop.metric(metric.id).frequency,
                )
        books = {response.id: (response.title, response.runbook) for response in again.responses}
        assert books == {r.id: (r.title, r.runbook) for r in sop.responses if r.id in books}


def test_owners_come_back_under_the_duty_they_hold():
    law = open_world(Workspace(BUNDLED))
    again, _ = back(prometheus_rules(law, law.clock, "support-assistant").text)
    owners = again.metric("unsupported-claims").owners
    assert (owners.analysis, owners.backup, owners.monitoring) == ("mei-tanaka", "priya-nair", "to-be-named")


def test_a_file_of_rules_is_read_with_the_commands_names(tmp_path):
    law = open_world(Workspace(BUNDLED))
    path = tmp_path / "rules.yml"
    path.write_text(prometheus_rules(law, law.clock, "credit-risk").text, encoding="utf-8")
    done = importing.import_files([path], AT, None, tmp_path / "2026-03-01.yaml", None)
    assert (done.sop, done.left_out, done.metrics) == ("credit-risk", (), 8)
    assert "effective_from: 2026-03-01" in (tmp_path / "2026-03-01.yaml").read_text(encoding="utf-8")


def test_an_edited_rule_is_taken_at_its_word():
    law = open_world(Workspace(BUNDLED))
    text = prometheus_rules(law, law.clock, "support-assistant").text.replace("for: 2d", "for: 5d", 1)
    again, _ = back(text)
    changed = [t for t in stated(again).values() if t.for_ == dt.timedelta(days=5)]
    assert len(changed) == 1
    assert short(changed[0].for_) == "5d"
