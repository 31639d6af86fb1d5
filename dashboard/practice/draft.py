"""The first files of a workspace as text, with comments that say what was guessed and what is only proposed."""

import json
import re
from collections.abc import Mapping, Sequence

from dashboard.practice.guess import Guess
from dashboard.practice.propose import Proposal
from dashboard.sop.lint.finding import PLACEHOLDER

SOURCE = "metrics"
AHEAD = {"higher": "floor", "lower": "ceiling", "within": "range"}
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*$")
# Words that YAML takes for something else.
NOT_PLAIN = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def sources_yaml(found: Guess, by_name: Mapping[str, str], path: str, delimiter: str | None) -> str:
    """The sources.yaml for one file that is meant as guessed."""
    columns: dict[str, object] = {"at": found.at}
    if found.metric:
        columns["metric"] = found.metric
    renamed = {name: id for name, id in by_name.items() if name != id}
    if found.layout == "wide":
        columns["metrics"] = dict(by_name)
    elif found.metric and renamed:
        columns["metrics"] = renamed
    columns |= {"value": found.value} if found.value else {}
    columns |= {"n": found.n} if found.n else {}
    columns |= {"model_version": found.model_version} if found.model_version else {}
    columns |= {"segments": list(found.segments)} if found.segments else {}
    entry: dict[str, object] = {
        "id": SOURCE, "title": "Metrics", "kind": "file", "path": path, "holds": "observations", "layout": found.layout,
    }  # fmt: skip
    if found.layout == "long" and not found.metric:
        entry["metric"] = next(iter(by_name.values()))
    entry["columns"] = columns
    settings = {"date_format": found.date_format, "thousands": found.thousands, "delimiter": delimiter}
    settings["decimal"] = found.decimal if found.decimal != "." else None
    entry |= {key: setting for key, setting in settings.items() if setting is not None}
    lines = [f"{key}: {_flow(held)}" for key, held in entry.items()]
    head = "# Where the numbers come from; guessed from the file, so have a look. Paths are relative to this folder.\n"
    aside = f"# Left out: {_comment(', '.join(map(str, found.aside)))}\n" if found.aside else ""
    return f"{head}{aside}sources:\n  - " + "\n    ".join(lines) + "\n    timezone: UTC  # of times that carry none\n"


PEOPLE = f"""\
# People and teams. Add yours here, then name them in the SOP in place of {PLACEHOLDER}; `lint` says where that is left.
people:
  - {{id: {PLACEHOLDER}, name: To be named}}
#  - {{id: ana-souza, name: Ana Souza, email: ana@example.com}}
#  - {{id: data-science, name: Data science, members: [ana-souza]}}
"""


def sop_yaml(
    sop: str, title: str, day: str, found: Guess, by_name: Mapping[str, str], proposals: Mapping[str, Proposal],
    source: str = SOURCE,
) -> str:  # fmt: skip
    """The first version of an SOP, with what is proposed marked as such. `source` feeds its metrics."""
    lines = [
        "# A first version, made from the history of the metrics. What is marked as a guess or a proposal is one:",
        "# agree on it with the people concerned, change it, and take the mark away.",
        "apiVersion: sop/v1",
        f"sop: {sop}",
        f"title: {_flow(title)}",
        f"effective_from: {day}  # the first day in the data, so that all of it is judged",
        "timezone: UTC",
        f"owner: {PLACEHOLDER}",
        "objectives:",
        "  - {id: to-be-stated, statement: To be stated}",
        "metrics:",
    ]
    for name, id in by_name.items():
        lines += _metric_yaml(name, id, found.segments, proposals.get(id), source)
    return "\n".join(lines) + "\n"


def _metric_yaml(name: str, id: str, segments: Sequence[str], proposal: Proposal | None, source: str) -> list[str]:
    lines = [f"  - id: {_flow(id)}", f"    title: {_flow(_title(name))}", "    objective: to-be-stated"]
    if proposal:
        guessed = "guessed from the name" if proposal.guessed_from_name else "the name does not say; higher or lower?"
        lines += [f"    aspect: {proposal.aspect}  # guessed from the name"]
        lines += [f"    unit: {_flow(proposal.unit)}"] if proposal.unit else []
        lines += [f"    better: {proposal.better}  # {guessed}", f"    reported: {proposal.reported}"]
    else:
        lines += ["    aspect: business"]
    lines += [f"    source: {source}"]
    lines += [f"    segments: {_flow(list(segments))}"] if segments else []
    duties = ", ".join(f"{duty}: {PLACEHOLDER}" for duty in ("monitoring", "analysis", "decision", "backup"))
    lines += [f"    owners: {{{duties}}}"]
    if proposal and proposal.thresholds:
        lines += ["    thresholds:  # proposed: the worst 2 % of the history, and twice as far from its median"]
        for level, (lower, upper) in sorted(proposal.thresholds.items(), reverse=True):
            limits = [
                f"{side}: {number:.10g}" for side, number in (("lower", lower), ("upper", upper)) if number is not None
            ]
            threshold = f"{AHEAD[proposal.better]}-{level}-proposed"
            lines += [f"      - {{id: {threshold}, level: {level}, {', '.join(limits)}, for: 2}}"]
    elif proposal:
        lines += [f"    # no thresholds proposed: {proposal.why_not}"]
    return lines


def _title(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").strip() or name
    return words[:1].upper() + words[1:]


def _flow(held: object) -> str:
    """A value as YAML on one line; plain where that cannot be mistaken. JSON is YAML."""
    if isinstance(held, str) and PLAIN.match(held) and held.lower() not in NOT_PLAIN:
        return held
    if isinstance(held, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in held.items()) + "}"
    if isinstance(held, list):
        return "[" + ", ".join(map(_flow, held)) + "]"
    return json.dumps(held, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())
