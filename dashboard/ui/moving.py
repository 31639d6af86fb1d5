"""What can be moved of a threshold in the lab: every control stands in the URL, and is shown as the URL has it."""

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.practice.lab.curve import Curve
from dashboard.practice.lab.threshold import SIDES, Edit, Side, for_of, for_text
from dashboard.practice.lab.trial import Trial
from dashboard.practice.wording import is_change, signal_phrase, unit_of
from dashboard.sop.model import Threshold
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import ICON

MOVED = ("signal", "lower", "upper", "margin", "for", "recover_for", "level", "side")
LEVELS = {level: f"{ICON[level]} {level}" for level in ("critical", "warning")}


def edit() -> Edit:
    """What the address moves. What makes no sense is said on the page and left out."""
    for_ = None
    try:
        for_ = for_of(asked("for") or "") if asked("for") else None
    except DashboardError as error:
        st.warning(escape_markdown(str(error)))
    again = _number("recover_for")
    return Edit(
        signal=asked("signal"),
        lower=_number("lower"),
        upper=_number("upper"),
        margin=_number("margin"),
        for_=for_,
        recover_for=int(again) if again is not None and again >= 1 else None,
        level=asked("level") if asked("level") in LEVELS else None,
    )


def side_of(sides: tuple[Side, ...]) -> Side:
    """The bound that the curve and the slider are about."""
    return next((side for side in sides if side == asked("side")), sides[0])


def back() -> None:
    """Callback: everything as the law states it."""
    ask_for(**dict.fromkeys(MOVED))


def controls(seen: Trial, found: Curve) -> None:
    """The bound as a slider and as a number; `for`, recovery, signal and level beside it."""
    tried, side = seen.threshold, found.side
    step = 10.0**-seen.digits
    form = f"%.{seen.digits}f"
    with st.container(horizontal=True, vertical_alignment="bottom", key="moving"):
        if len(seen.subject.sides) > 1:
            pick("side", "Bound", {"lower": "Lower bound", "upper": "Upper bound"}, side, 140)
        bound, own = getattr(tried, side), getattr(seen.subject.threshold, side)
        same = seen.signal == seen.subject.rule(seen.subject.threshold).signal.name
        reach = [*(at.bound for at in found.places), bound, *([own] if same else [])]
        low, high = min(reach), max(reach)
        unit = unit_of(seen.subject.metric.unit, seen.signal)
        hint = " as a share: −0.05 is −5 %" if is_change(seen.signal) else f" ({escape_markdown(unit)})" if unit else ""
        if high > low:
            st.session_state["slide"] = bound
            st.slider(f"{side.capitalize()} bound{hint}", low, high, step=step, format=form, key="slide",
                      on_change=_moved, args=(side, "slide"), width=300)  # fmt: skip
        st.session_state["bound"] = bound
        st.number_input("exactly", step=step, format=_form(bound, form), key="bound", on_change=_moved,
                        args=(side, "bound"), width=130)  # fmt: skip
        st.session_state["for"] = for_text(tried.for_)
        st.text_input("for", key="for", on_change=_moved, args=("for", "for"), width=70,
                      help="Breaching points in a row, like 2, or a time, like 3d, until it fires")  # fmt: skip
        margin = _margin(tried, side)
        st.session_state["margin"] = margin
        st.number_input("recovers inside by", min_value=0.0, step=step, format=_form(margin, form), key="margin",
                        on_change=_moved, args=("margin", "margin"), width=130,
                        help="How far within the bound a point has to lie to end a breach")  # fmt: skip
        st.session_state["recover_for"] = tried.recover.for_
        st.number_input("points in a row", min_value=1, step=1, key="recover_for", on_change=_moved,
                        args=("recover_for", "recover_for"), width=110, help="So many end a breach")  # fmt: skip
        st.session_state["signal"] = seen.signal
        st.selectbox("signal", seen.subject.signals, format_func=lambda s: signal_phrase(s) or "the value itself",
                     key="signal", on_change=_signal, width=190)  # fmt: skip
        st.session_state["level"] = tried.level
        st.selectbox("level", list(LEVELS), format_func=LEVELS.__getitem__, key="level", on_change=_moved,
                     args=("level", "level"), width=120)  # fmt: skip


def take(side: Side, bound: float) -> None:
    """Callback: tries a proposed bound."""
    ask_for(**{side: repr(bound)})


def _moved(name: str, key: str) -> None:
    value = st.session_state[key]
    ask_for(**{name: None if value is None else repr(value) if isinstance(value, float) else str(value)})


def _signal() -> None:
    """On another signal the bounds mean something else."""
    ask_for(signal=st.session_state["signal"], lower=None, upper=None, margin=None)


def _margin(tried: Threshold, side: Side) -> float:
    own, inner = getattr(tried, side), tried.recover_bounds[SIDES.index(side)]
    return float(f"{abs(inner - own):.12g}")


def _form(value: float, form: str) -> str:
    """The format, with as many decimals as the value has."""
    decimals = len(f"{value:.12g}".partition(".")[2])
    return form if decimals <= int(form[2:-1]) else f"%.{decimals}f"


def _number(name: str) -> float | None:
    text = asked(name)
    try:
        value = float(text) if text else None
        if value is not None and not abs(value) < 1e300:
            raise ValueError
        return value
    except ValueError:
        st.warning(escape_markdown(f"`{name}` in the address is no number: '{text}'"))
        return None
