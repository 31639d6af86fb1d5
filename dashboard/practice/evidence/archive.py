"""The evidence as one ZIP: the readable forms, the tables, the enclosed files, and the digest of each of them."""

import hashlib
import io
import zipfile

from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.html import as_html
from dashboard.practice.evidence.tables import as_csv, as_json

MANIFEST = "MANIFEST.sha256"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in it: the same evidence is the same bytes
READ_ME = """{title}
{period}

evidence.pdf, evidence.html  the same, to read
evidence.json                the same, for machines
tables/                      each table as CSV (UTF-8; times in UTC)
sop/                         the versions in force, and people.yaml, as they are
minutes/                     the minutes of each sitting, as they were signed

To check that nothing was altered:  sha256sum -c {manifest}
The SHA-256 of a file in minutes/ is the one that tables/sittings.csv states for its sitting.

{note}
"""


def as_zip(found: Evidence) -> bytes:
    """The files in a folder of the evidence's name; `MANIFEST.sha256` is what `sha256sum -c` reads."""
    files = contents(found)
    files[MANIFEST] = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{found.name}/{name}", EPOCH)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same wherever it is made
            archive.writestr(entry, files[name])
    return packed.getvalue()


def contents(found: Evidence) -> dict[str, bytes]:
    """Every file by its path, but the manifest."""
    from dashboard.practice.evidence.pdf import as_pdf  # only who wants it waits for what it needs

    told = READ_ME.format(
        title=found.title, period=found.period.words, manifest=MANIFEST, note=found.frameworks.note.strip()
    )
    tables = {f"tables/{t.id}.csv": as_csv(t) for section in found.sections for t in section.tables}
    readable = {"evidence.pdf": as_pdf(found), "evidence.html": as_html(found).encode()}
    return {"README.txt": told.encode(), "evidence.json": as_json(found), **readable, **tables, **found.enclosed}
