"""What a draft changes of the version that it was begun from, in words."""

from dashboard.errors import FileProblems
from dashboard.practice.changes import Teller
from dashboard.practice.two_versions import Comparison, Told, reason
from dashboard.practice.world import World
from dashboard.sop.check import inside, outside
from dashboard.sop.diff import diff
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version
from dashboard.yamlfile import parse

BASE, DRAFT = "the base", "the draft"


def drafted(world: World, base: str, draft: str) -> Comparison:
    """The two texts compared as two versions are.

    Raises FileProblems for a text that is no SOP, and for a draft that names what there is not.
    """
    before, after = _version(base, BASE), _version(draft, DRAFT)
    people = world.library.people if world.library.people_known else None
    sources = None if world.source_problems else [source.id for source in world.sources]
    dangling = [*inside(after), *outside(after, people, sources)]
    if dangling:
        raise FileProblems(dangling)
    teller = Teller(before.sop, after.sop, world.library.people)
    told = tuple(Told(" ".join(teller.say(change).split()), change) for change in diff(before.sop, after.sop))
    return Comparison(before, after, told, (reason(world, after.sop),))


def _version(text: str, shown: str) -> Version:
    sop, positions = parse(text.encode("utf-8", "surrogatepass"), Sop, shown)
    return Version(sop, shown, "", positions)
