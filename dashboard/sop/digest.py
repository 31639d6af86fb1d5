"""What the file of a version is held to: one hash of everything that the version says.

It is recorded when a version comes into force, and compared ever after: a version that reads otherwise than it was
agreed is told from one that does not, though its file name and its day are the same.
"""

import hashlib
import json
from collections.abc import Iterable

_BOM = b"\xef\xbb\xbf"


def digest(text: str | bytes, definitions: Iterable[tuple[str, str, object]] = ()) -> str:
    """The SHA-256 (hex) of the text of a version's file and of the definitions of the library that it uses.

    Line ends and a byte order mark do not count: the same text saved on another system is the same version. Each of
    `definitions` is (kind, id, content), the content as dicts, lists and scalars: of those, what is said counts and
    not how it is written, and neither does their order. A file that uses none has the hash of its text alone.
    """
    raw = text.encode() if isinstance(text, str) else text
    hashed = hashlib.sha256(raw.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    for kind, id, content in sorted({(kind, id): (kind, id, content) for kind, id, content in definitions}.values()):
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        hashed.update(f"\0{kind} {id} {canonical}".encode())
    return hashed.hexdigest()
