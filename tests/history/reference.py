"""The judge again, slow and obvious: one point at a time, straight from the rules as they are written down.

Means are the exact mean, taken relative to a point of the window so that equal values have exactly that mean.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from math import inf, log


def judge(rules, observations, as_of):
    """(breaches, pending) as sets of tuples. `observations`: (metric, source, segment, at, value, n), one a key."""
    thresholds = defaultdict(list)
    for rule in rules:
        if rule.end is None or rule.start < rule.end:
            thresholds[rule.sop, rule.metric, rule.threshold].append(rule)
    seen = sorted((o for o in observations if o[3] <= as_of), key=lambda o: o[3])
    breaches, pending = set(), set()
    for versions in thresholds.values():
        versions.sort(key=lambda r: r.start)
        lives = []
        for rule in versions:
            if lives and lives[-1][-1].end == rule.start:
                lives[-1].append(rule)
            else:
                lives.append([rule])
        metric = versions[0].metric
        for segment in {""} | {o[2] for o in seen if o[0] == metric}:
            for life in lives:
                judge_life(life, segment, seen, as_of, breaches, pending)
    return breaches, pending


def judge_life(life, segment, seen, as_of, breaches, pending):
    evidence = []
    for rule in life:
        evidence += [(at, s, rule) for at, s in signal(rule, segment, seen) if in_force(rule, at)]
    end = life[-1].end
    run, firing = [], None

    def close(ended_at, because, rule):
        breaches.add((
            rule.sop, rule.metric, segment, rule.threshold, rule.level, rule.stage, firing["since"], firing["fired_at"],
            ended_at, because, firing["worst"][1], firing["points"], rule.response,
        ))  # fmt: skip

    for at, s, rule in evidence:
        excess = beyond(s, rule.lower, rule.upper)
        recovered = beyond(s, rule.recover_lower, rule.recover_upper) <= 0
        if firing:
            if excess > 0:
                firing["points"] += 1
                firing["worst"] = max(firing["worst"], (excess, s), key=lambda w: w[0])
            firing["recovered"] = firing["recovered"] + 1 if recovered else 0
            if firing["recovered"] >= rule.recover_for:
                close(at, "recovered", rule)
                firing = None
        elif excess > 0:
            run.append((at, excess, s))
            enough = len(run) >= rule.for_ if isinstance(rule.for_, int) else at - run[0][0] >= rule.for_
            if enough:
                worst = max(run, key=lambda p: p[1])
                firing = {"since": run[0][0], "fired_at": at, "worst": worst[1:], "points": len(run), "recovered": 0}
                run = []
        else:
            run = []
    retired = end is not None and end <= as_of
    now = [r for r in life if r.start <= as_of]
    if firing:
        close(end if retired else None, "retired" if retired else None, now[-1] if not retired else life[-1])
    if run and not retired:
        rule = now[-1]
        pending.add((
            rule.sop, rule.metric, segment, rule.threshold, rule.level, rule.stage, run[0][0],
            max(run, key=lambda p: p[1])[2], len(run),
        ))  # fmt: skip


def beyond(s, lower, upper):
    """How far the signal lies beyond the bounds; not above 0 within them."""
    below = -inf if lower is None else lower - s
    return max(below, -inf if upper is None else s - upper)


def in_force(rule, at):
    return rule.start <= at and (rule.end is None or at < rule.end)


def known(seen, metric, source, segment, min_n):
    return [
        (o[3], o[4])
        for o in seen
        if o[:3] == (metric, source, segment) and o[4] is not None and (o[5] is None or o[5] >= min_n)
    ]


def mean(window, pivot):
    return pivot + float(sum(Fraction(v) - Fraction(pivot) for v in window)) / len(window)


def signal(rule, segment, seen):
    s = rule.signal
    if s.kind == "gap":
        return gap(rule, seen) if segment == "" else []
    points = known(seen, rule.metric, rule.source, segment, rule.min_n)
    if s.kind == "value":
        return points
    if s.kind == "mean":
        return [(at, mean([v for t, v in points if at - s.window < t <= at], value)) for at, value in points]
    if s.kind == "drift":
        return drift(points, s.window)
    found = []
    for at, value in points:
        before = [v for t, v in points if at - s.window <= t < at]
        if len(before) >= 3 and (base := mean(before, before[-1])) != 0:
            found.append((at, (value - base) / abs(base)))
    return found


def drift(points, window):
    found = []
    micros = window // timedelta(microseconds=1)
    for at, _ in points:
        parts = []
        for k in range(90, 0, -1):
            since, until = (at - timedelta(microseconds=micros * edge // 90) for edge in (k, k - 1))
            values = [v for t, v in points if since < t <= until]
            parts += [values] if values else []
        middles = [Fraction(mean(values, values[-1])) for values in parts]
        if len(parts) < 10:
            continue
        best = max(((explained(middles, k), k) for k in range(5, len(parts) - 4)), key=lambda b: b[0])[0]
        split = next(k for k in range(5, len(parts) - 4) if explained(middles, k) >= best * (1 - Fraction(1, 10**9)))
        if best <= 3 * log(len(parts)) / len(parts) * spread(middles):
            found.append((at, 0.0))
            continue
        old, new = ([v for part in side for v in part] for side in (parts[:split], parts[split:]))
        base = mean(old, old[-1])
        if base != 0:
            found.append((at, (mean(new, new[-1]) - base) / abs(base)))
    return found


def spread(middles):
    """The squared error about their mean."""
    centre = sum(middles) / len(middles)
    return sum((m - centre) ** 2 for m in middles)


def explained(middles, split):
    return spread(middles) - spread(middles[:split]) - spread(middles[split:])


def gap(rule, seen):
    s = rule.signal
    groups = {o[2] for o in seen if o[2].startswith(f"{s.dimension}=") and "," not in o[2]}
    values = defaultdict(list)
    for group in groups:
        for at, value in known(seen, s.of, s.of_source, group, s.of_min_n):
            values[at].append(value)
    found = []
    for at, of in sorted(values.items()):
        if len(of) >= 2 and s.as_ == "difference":
            found.append((at, max(of) - min(of)))
        elif len(of) >= 2 and max(of) > 0:
            found.append((at, min(of) / max(of)))
    return found
