"""Whatever rules say, each is taken over or left out, and the draft is one that our loader takes."""

import datetime as dt

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.practice.exchange import rulefile
from dashboard.practice.exchange.draft import Draft, sop_yaml
from dashboard.practice.exchange.from_prometheus import add_rules
from dashboard.sop.check import inside
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version
from dashboard.yamlfile import documents, parse

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
NAME = st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,70}", fullmatch=True)
NUMBER = st.one_of(st.integers(-99, 99).map(str), st.floats().map(repr), st.sampled_from(["1e400", "0x1F", "-0", ".5"]))
LENGTH = st.sampled_from(["5m", "30s", "1h30m", "7d", "1y", "999y", "0", "1ms", "x", "-5m", "12"])
SELECTOR = st.builds(
    lambda name, matchers: name + matchers,
    NAME,
    st.sampled_from(["", '{a="b"}', '{a!=""}', '{a!="",b=""}', '{a=~".+"}']),
)
INNER = st.one_of(
    SELECTOR,
    st.builds("avg_over_time({}[{}])".format, SELECTOR, LENGTH),
    SELECTOR.map(lambda s: f"min({s}) / max({s})"),
    SELECTOR.map(lambda s: f"max({s}) - min({s})"),
    st.builds(lambda s, w: f"{s} / avg_over_time({s}[{w}])", SELECTOR, LENGTH),
    st.builds("rate({}[5m])".format, SELECTOR),
)
SCALED = st.one_of(INNER, st.builds("{} {} ({})".format, NUMBER, st.sampled_from("+-*/%^"), INNER))
CONDITION = st.builds("{} {} {}".format, SCALED, st.sampled_from(["<", ">", "<=", ">=", "==", "!=", "> bool"]), NUMBER)
JOINED = st.builds("{} {} {}".format, CONDITION, st.sampled_from(["and", "or", "unless"]), CONDITION)
LABELS = st.dictionaries(
    st.sampled_from(["severity", "owner", "team", "backup", "metric", "threshold", "response", "sop", "more"]),
    st.one_of(TEXT, st.sampled_from(["critical", "warning", "to-be-named", "a", "a-b", "{{ $x }}", "no", "1e3"])),
)
NOTES = st.dictionaries(
    st.sampled_from(["title", "owner", "backup", "response", "runbook_url", "reported", "observations", "of", "more"]),
    st.one_of(TEXT, st.sampled_from(["daily", "6h", "0m", "3", "A (decision)", "https://wiki.example/a", "a"])),
)
RULE = st.fixed_dictionaries(
    {"alert": TEXT, "expr": st.one_of(CONDITION, JOINED, TEXT)},
    optional={"for": LENGTH, "keep_firing_for": LENGTH, "labels": LABELS, "annotations": NOTES},
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RULE, min_size=1, max_size=6))
def test_it_is_taken_over_or_left_out_and_the_draft_can_be_loaded(rules):
    text = yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]}, allow_unicode=True)
    [document] = documents(text.encode(), "a.yml")
    draft = Draft()
    add_rules(draft, rulefile.read(document, "a.yml"), "a.yml")
    draft.tidy()
    assert len(draft.taken) + sum(not left.part for left in draft.left_out) == len(rules)
    if draft.taken:
        sop, positions = parse(sop_yaml(draft, "s", dt.date(2026, 1, 1), "a.yml").encode(), Sop, "s.yaml")
        assert inside(Version(sop, "s.yaml", "", positions)) == []
        assert {(one.metric, one.threshold) for one in draft.taken} == {
            (metric.id, threshold.id) for metric in sop.metrics for threshold in metric.thresholds
        }
