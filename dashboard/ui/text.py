"""Text that users wrote (titles, names, reasons), made safe for where Streamlit interprets it."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")


def escape_markdown(text: str) -> str:
    """`text` so that st.markdown and widget labels show it as it stands: no links, colours, icons, formulas or HTML."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def initials(name: str) -> str:
    """'Dr Anna Kowalski' → 'AK': the first and last word of a name that begin with a letter, titles left out."""
    words = [
        w for w in name.split() if w[:1].isalpha() and w.rstrip(".").lower() not in {"dr", "prof", "mr", "ms", "mrs"}
    ]
    return "".join(w[0].upper() for w in (words[:1] + words[1:][-1:])) or "?"
