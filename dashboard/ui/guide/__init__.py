"""The seven steps of a new SOP on screen, one function a step: values in, widgets, the new values out."""

from collections.abc import Callable

from dashboard.practice.beginning.answers import Answers
from dashboard.practice.world import World
from dashboard.ui.guide.what import metrics, objectives
from dashboard.ui.guide.when import responses, thresholds
from dashboard.ui.guide.whose import improvement, owners, reviews

Ask = Callable[[World, Answers], Answers]
ASK: tuple[Ask, ...] = (objectives, metrics, owners, reviews, thresholds, responses, improvement)
