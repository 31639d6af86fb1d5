"""Which level a severity of another system is."""

from dashboard.sop.model import Level

WORDS: dict[Level, str] = {
    "critical": " alert blocker crit critical disaster emerg emergency error fatal high highest major page pager "
    "urgent p0 p1 s1 sev-0 sev-1 sev0 sev1 ",
    "warning": " average low medium minor moderate ticket warn warning p2 p3 s2 sev-2 sev-3 sev2 sev3 ",
}


def level_of(severity: str) -> Level | None:
    """The level, or None for a word that is not known as a severity."""
    word = severity.strip().lower()
    return next((level for level, words in WORDS.items() if word and word in words.split()), None)
