"""What was written or taken over, and what was left out, for machines and for people."""

import shlex
from collections.abc import Sequence

from dashboard.practice import wording
from dashboard.practice.exchange.importing import Imported
from dashboard.practice.exchange.to_prometheus import Rules


def export_json(rules: Rules, output: str | None) -> dict[str, object]:
    """A rule file as `export --json` has it; `text` is null where it was written to `output`."""
    return {
        "output": output,
        "text": None if output else rules.text,
        "rules": [
            {
                **{key: alert.labels[key] for key in ("sop", "metric", "threshold")},
                "alert": alert.name,
                "expr": alert.expr,
                "for": alert.for_,
                "keep_firing_for": alert.keep_firing_for,
            }
            for alerts in rules.alerts.values()
            for alert in alerts
        ],
        "left_out": [
            {"sop": one.sop, "metric": one.metric, "threshold": one.threshold, "why": one.why} for one in rules.left_out
        ],
    }


def of_export(rules: Rules) -> Sequence[str]:
    """A line for each thing that was left out."""
    return [f"{'left out in part' if one.part else 'left out'}: {one}" for one in rules.left_out]


def import_json(done: Imported) -> dict[str, object]:
    """A draft as `import --json` has it."""
    return {
        "sop": done.sop,
        "written": str(done.written) if done.written else None,
        "in_force": done.in_force,
        "taken": [
            {
                "file": one.file,
                "line": one.line,
                "rule": one.rule,
                "metric": one.metric,
                "threshold": one.threshold,
            }
            for one in done.taken
        ],
        "left_out": [{"file": one.file, "line": one.line, "rule": one.rule, "why": one.why} for one in done.left_out],
    }


def of_import(done: Imported) -> str:
    """What was left out, what was written where, and what comes next."""
    lines = [
        f"{one.file}:{one.line}: {'left out in part' if one.part else 'left out'}: {one.rule}: {one.why}"
        for one in done.left_out
    ]
    if done.written is None:
        return "\n".join([*lines, "nothing could be taken over, so nothing was written"])
    counts = f"{wording.counted(len(done.taken), 'threshold')} of {wording.counted(done.metrics, 'metric')}"
    lines.append(f"{done.written}: a draft of '{done.sop}' with {counts}")
    if done.workspace is None:
        return "\n".join(
            [*lines, "it is in force nowhere; put it below sop/ in a workspace, and `lint` says what is missing"]
        )
    if done.in_force:
        lines.append(f"it is in force in {done.workspace.root} from the day in its name")
    else:
        lines.append("it is not in force: names in it are still to be filled in")
    return "\n".join(
        [*lines, "next:", f"  python -m dashboard lint --workspace {shlex.quote(str(done.workspace.root))}"]
    )
