"""What the tests of the diagram share: titles that break formats, and one look at a small world."""

import json

from dashboard.practice.diagram.look import Look, look
from dashboard.practice.world import World
from tests.worlds import NOW, REVIEWED

BREAKS = '"];<script>alert(1)</script>'
EMOJI = "Latency 🚀 p95 & <b>bold</b>"
LONG = "A title of two hundred letters that goes on and on " * 4
RIGHT_TO_LEFT = "دقة الإجابة שלום"
TITLES = {
    "Response accuracy": BREAKS,
    "Customer satisfaction": EMOJI,
    "Wrong answers": LONG.strip(),
    "Weekly review": RIGHT_TO_LEFT,
    "Speed review": "1. one\u202e2 `three` #quot; %% end --> x\u0007",
}


def _hostile() -> str:
    text = REVIEWED
    for title, other in TITLES.items():
        text = text.replace(f"title: {title}", f"title: {json.dumps(other, ensure_ascii=False)}")
    return text


HOSTILE = _hostile()


def seen(world: World, /, **narrowed) -> Look:
    """The diagram of its assistant, now."""
    return look(world, "assistant", NOW, **narrowed)
