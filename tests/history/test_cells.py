"""What a cell means: instants in UTC whatever the zone and form, numbers by their marks."""

import pytest

from tests.history.feeding import HEADER, source

INSTANTS = [
    ("2026-07-01", "UTC", None, "2026-07-01T00:00:00"),
    ("2026-07-01T10:30", "UTC", None, "2026-07-01T10:30:00"),
    ("2026-07-01 10:30:15.25", "UTC", None, "2026-07-01T10:30:15.250000"),
    ("2026-07-01T10:30:00Z", "Europe/Berlin", None, "2026-07-01T10:30:00"),
    ("2026-07-01T10:30:00+05:30", "Europe/Berlin", None, "2026-07-01T05:00:00"),
    ("2026-07-01T10:30:00-0800", "UTC", None, "2026-07-01T18:30:00"),
    ("2026-07-01", "Europe/Berlin", None, "2026-06-30T22:00:00"),
    ("2026-01-01 12:00", "America/New_York", None, "2026-01-01T17:00:00"),
    ("01/07/2026", "UTC", "%d/%m/%Y", "2026-07-01T00:00:00"),
    ("01/07/2026 10:30", "Europe/London", "%d/%m/%Y %H:%M", "2026-07-01T09:30:00"),
    ("01/07/2026 10:30 +0200", "Europe/London", "%d/%m/%Y %H:%M %z", "2026-07-01T08:30:00"),
    ("2026-10-25 02:30", "Europe/Berlin", None, "2026-10-25T01:30:00"),
    ("2026-03-08", "America/Havana", None, "2026-03-08T05:00:00"),
]


@pytest.mark.parametrize(("text", "zone", "form", "instant"), INSTANTS)
def test_an_instant_is_kept_in_utc(feed, text, zone, form, instant):
    feed.sources = [source(timezone=zone, date_format=form)]
    feed.put("a.csv", f"{text},accuracy,1,1,v,,\n")
    feed.ingest()
    assert feed.quarantine() == []
    assert [row[2].isoformat() for row in feed.observations()] == [instant]


@pytest.mark.parametrize(("text", "form"), [("2026-03-29 02:30", None), ("29.03.2026 02:30", "%d.%m.%Y %H:%M")])
def test_a_wall_time_that_the_clocks_skipped_is_no_time(feed, text, form):
    feed.sources = [source(timezone="Europe/Berlin", date_format=form)]
    feed.put("a.csv", f"{text},accuracy,1,1,v,,\n")
    feed.ingest()
    assert feed.quarantine() == [("raw/a.csv", 2, "date", text, "a time that the clocks of Europe/Berlin skipped")]


NUMBERS = [
    (",", ".", "1.234,5", 1234.5),
    (",", ".", "0,031", 0.031),
    (",", ".", "-1.234.567", -1234567.0),
    (",", ".", "1.2.3", None),
    (",", ".", "1.5", None),
    (",", ".", "1,2,3", None),
    (",", None, "3,5", 3.5),
    (",", None, "3.5", None),
    (".", ",", "1,234.5", 1234.5),
    (".", ",", "12,34.5", None),
    (".", "'", "1'234.5", 1234.5),
    (",", " ", "1\u00a0234,5", 1234.5),
    (",", " ", "1 234,5e2", 123450.0),
]


@pytest.mark.parametrize(("decimal", "thousands", "text", "value"), NUMBERS)
def test_numbers_are_read_by_their_marks_and_malformed_groups_are_refused(feed, decimal, thousands, text, value):
    feed.sources = [source(decimal=decimal, thousands=thousands, delimiter=";")]
    feed.put("a.csv", f"2026-07-01;accuracy;{text};1;v;;\n", HEADER.replace(",", ";"))
    feed.ingest()
    if value is None:
        assert [row[2:4] for row in feed.quarantine()] == [("value", text)]
        assert feed.observations() == []
    else:
        assert [row[3] for row in feed.observations()] == [value]
