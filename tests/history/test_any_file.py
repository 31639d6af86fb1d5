"""Files of any rows at all: what is read of them is what stands in each record, told from its fields alone."""

import csv
import datetime as dt
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.feeding import HEADER, Feed, source

DAY = dt.datetime(2026, 7, 1)
TEXT = st.text(st.sampled_from(list("ab,\"'; \u00e9\n\t|")), max_size=5)
RAW = st.sampled_from(["too,few", "1,2,3,4,5,6,7,8", '2026-07-01,accuracy,1,1,"v"x,,', "   ", ",", "", "",
                       '2026-07-01,accuracy,1,1,"v,,', '"2026', '2026-07-01,accuracy,1,1,"v"",w,'])  # fmt: skip
RECORD = st.tuples(st.sampled_from(["1", "1.5", "", "x", "1,5", '"', "a\nb"]), TEXT, TEXT)


def expected(model, value, channel):
    """(model version, value, reason for quarantine) of one record, told from its fields alone."""
    if any(mark in channel for mark in ",=\r\n"):
        return None, None, "cannot hold"
    if value in ("x", "1,5", '"', "a\nb"):
        return None, None, "not a number"
    return model.strip(" ") or None, float(value) if value else None, None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.one_of(RAW, RECORD), max_size=12),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    last=st.booleans(),
    packed=st.booleans(),
)
def test_no_field_of_any_file_shifts_and_no_record_is_lost(tmp_path_factory, lines, ending, quoting, last, packed):
    feed = Feed(tmp_path_factory.mktemp("any"))
    text, good, bad = HEADER.replace("\n", ending), [], []
    for k, line in enumerate(lines):
        number = text.count("\n") + 1
        at = DAY + dt.timedelta(days=k)
        if isinstance(line, str):
            text += line + ending
            if line:
                bad.append((number, "field" if '"' not in line else "quote"))
            continue
        value, model, channel = line
        buffer = io.StringIO()
        csv.writer(buffer, quoting=quoting, lineterminator=ending).writerow(
            [f"{at:%Y-%m-%d}", "accuracy", value, k, model, channel, ""]
        )
        text += buffer.getvalue()
        version, number_read, reason = expected(model, value, channel)
        if reason:
            bad.append((number, reason))
        else:
            segment = f"channel={channel.strip(' ')}" if channel.strip(" ") else ""
            good.append(("accuracy", segment, at, number_read, k, version))
    if last and lines:
        text = text.removesuffix(ending)
    feed.put("a.csv.gz" if packed else "a.csv", text.encode())
    feed.sources = [source(path="raw/*", format="csv")]
    feed.ingest()
    assert feed.observations() == sorted(good, key=lambda row: row[:3])
    found = [(line, reason) for _, line, _, _, reason in feed.quarantine()]
    assert [line for line, _ in found] == [line for line, _ in bad]
    assert all(wanted in reason for (_, reason), (_, wanted) in zip(found, bad, strict=True))
