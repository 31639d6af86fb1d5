"""The first version of a new SOP as text, made of the answers."""

from collections.abc import Mapping
from typing import Any

from dashboard.practice.beginning.answers import Answers, Measured, Playbook, ids
from dashboard.practice.exchange.yamltext import block, comment, flow


def as_text(answers: Answers) -> str:
    """The version as YAML, every step under a comment that says what it is; what was not answered is left out."""
    head = {
        "apiVersion": "sop/v1", "sop": answers.sop, "title": answers.title,
        "effective_from": answers.effective_from, "timezone": answers.timezone, "summary": answers.summary,
    }  # fmt: skip
    kpis: dict[str, list[str]] = {}
    for metric in answers.metrics:
        if metric.aspect == "business" and metric.objective:
            kpis.setdefault(metric.objective, []).append(metric.id)
    objectives = [_given(id=id, statement=said, kpis=kpis.get(id)) for id, said in answers.named.items()]
    reviews = [
        _given(use=r.use, id=r.id if r.id != r.use else None, title=r.title, rrule=r.rrule, chair=r.chair,
               attendees=[*r.attendees])
        for r in answers.reviews
    ]  # fmt: skip
    changed = {"by": answers.by, "because": answers.because or "First version."} if answers.by else None
    parts = [
        _dumped(_given(**head)),
        _part("1. What it is for", {"objectives": objectives}),
        _part(
            "2, 3, 5. What is measured, whose it is, and what is acceptable",
            {"metrics": [_metric(metric, answers) for metric in answers.metrics]},
        ),
        _part("4. Who looks at it, and when", {"reviews": reviews}),
        _part("6. What is done then", {"responses": [_response(response) for response in answers.responses]}),
        _part(
            "7. Whose this procedure is; a change of it is a new file with a later date",
            _given(owner=answers.owner, changed=changed),
        ),
    ]
    return "\n".join(part for part in parts if part)


def _metric(metric: Measured, answers: Answers) -> dict[str, Any]:
    own = metric.owned
    escalation = [{"after": own.after, "to": own.to}] if own.to else None
    owners = _given(
        monitoring=own.monitoring,
        analysis=own.analysis,
        decision=own.decision,
        backup=own.backup,
        escalation=escalation,
    )
    responses = {response.id for response in answers.responses}
    thresholds = [
        _given(
            id=f"{metric.id[:50]}-{bound.level}", level=bound.level, lower=_plain(bound.lower),
            upper=_plain(bound.upper),
            **{"for": bound.times if bound.times > 1 else None},
            respond=bound.respond if bound.respond in responses else None,
        )
        for bound in metric.bounds if (bound.lower, bound.upper) != (None, None)
    ]  # fmt: skip
    of_its_own: dict[str, Any] = {}
    if not metric.use:
        of_its_own = {
            "aspect": metric.aspect,
            "unit": metric.unit,
            "better": metric.better,
            "reported": metric.reported,
        }
    return _given(
        use=metric.use,
        id=metric.id if metric.id != metric.use else None,
        title=metric.title if metric.renamed or not metric.use else None,
        objective=metric.objective if metric.objective in answers.named else None,
        source=metric.source,
        **of_its_own,
        owners=owners,
        review=metric.review if metric.review in {review.id for review in answers.reviews} else None,
        thresholds=thresholds,
    )


def _response(response: Playbook) -> dict[str, Any]:
    keys = ids(do for _, do, _, _ in response.steps)
    steps = [
        {"id": id, "kind": kind, "do": do, "role": role, "within": within}
        for id, (kind, do, role, within) in zip(keys, response.steps, strict=True)
    ]
    return _given(
        use=response.use,
        id=response.id if response.id != response.use else None,
        title=response.title if response.renamed or not response.use else None,
        steps=steps,
    )


def _plain(number: float | None) -> float | None:
    """A whole number without its .0."""
    return int(number) if number is not None and float(number).is_integer() else number


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _part(title: str, content: Mapping[str, Any]) -> str:
    empty = not content or all(value == [] for value in content.values())
    # a version without metrics is one that can be read: the key must be there
    if empty and "metrics" not in content:
        return f"{comment(title)}\n"
    return f"{comment(title)}\n{_dumped(content)}"


def _dumped(content: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            lines += [f"{key}:", *block(value, 2, compact=True)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "".join(f"{line}\n" for line in lines)
