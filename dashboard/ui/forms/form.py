"""The fields that the forms are made of: each with what is wrong with it right below, and a draft that they fill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from pydantic import BaseModel
from streamlit.delta_generator import DeltaGenerator

from dashboard.errors import EditRefused
from dashboard.practice.drafting.filling import WHOLE, beside, wrong
from dashboard.sop.editing import name_of, set_at, states, value_at
from dashboard.sop.load import Library
from dashboard.ui.text import escape_markdown

NOBODY = "Nobody"


@dataclass(frozen=True)
class Act:
    """What a button does to the text, after all that stands in the fields is in it."""

    change: Callable[..., str]
    arguments: tuple[Any, ...]
    shows: Mapping[str, Any]


@dataclass
class Form:
    """One form over the text of a draft, shown at the place called `root`.

    `key` names its fields, and is new whenever they must be filled in anew. `troubles` are wrong before what stands in
    the fields is held against the model.
    """

    text: str
    library: Library
    root: str
    key: str
    below: dict[str, DeltaGenerator] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    act: Act | None = None

    def thing(self, part: str, id: str) -> Any:
        """A metric, review or response (`part` as in the file), with what it says by the definition it uses."""
        own = self._own(part, id)
        return {**self._definition(part, own), **own} if isinstance(own, dict) else own

    def titles(self, part: str) -> dict[str, str]:
        """The things of a part of the file by id: `reviews`, `responses`, `metrics`."""
        items = value_at(self.text, (part,)) if states(self.text, (part,)) else None
        names = [name for item in (items if isinstance(items, list) else []) if (name := name_of(item))]
        things = {name: self.thing(part, name) for name in names}
        return {name: str(thing.get("title") or name) if thing else name for name, thing in things.items()}

    def _own(self, part: str, id: str) -> Any:
        return value_at(self.text, (part, id)) if states(self.text, (part, id)) else None

    def _definition(self, part: str, own: Mapping[str, Any]) -> dict[str, Any]:
        use = own.get("use")
        found = self.library.definitions.known.get((part, use), ()) if isinstance(use, str) else ()
        content: Any = found[0].content if len(found) == 1 else {}
        return content if isinstance(content, dict) else {}

    def words(self, name: str, label: str, value: str, **how: Any) -> str:
        """A field of text."""
        given = st.text_input(label, value, key=f"{self.key} {name}", **how)
        self.place(name)
        return given or ""

    def choice(
        self, name: str, label: str, options: Mapping[str, str], value: object, none: str | None = None
    ) -> str | None:
        """One of `options` (id → what is shown), or `none`, said so; what the draft says is shown if it is neither."""
        known = dict(options)
        if isinstance(value, str) and value not in known:
            known[value] = f"{value} (unknown)"
        ids = [*([""] if none is not None or value is None else []), *known]
        chosen = st.selectbox(
            label, ids, ids.index(value) if value in ids else 0, key=f"{self.key} {name}",
            format_func=lambda id: known.get(id, none or "Choose"),
        )  # fmt: skip
        self.place(name)
        return chosen or None

    def party(self, name: str, label: str, value: object, none: str | None = NOBODY) -> str | None:
        """A person or a team, by name."""
        people = self.library.people.people
        teams = {party.id: f"{party.name} (team)" if party.members else party.name for party in people}
        return self.choice(name, label, teams, value, none)

    def place(self, name: str) -> None:
        """Here stands what is wrong with the field of that name."""
        self.below[name] = st.empty()

    def tell(self, troubles: Mapping[str, str]) -> None:
        """Each trouble below its field, or where the form has its place for the whole."""
        for name, trouble in troubles.items():
            spot = self.below.get(name, self.below.get(WHOLE))
            (spot or st).markdown(f":red[:material/error: {escape_markdown(trouble)}]")

    def button(
        self, label: str, icon: str, change: Callable[..., str], *arguments: Any, name: str = "",
        shows: Mapping[str, Any] | None = None, **how: Any,
    ) -> None:  # fmt: skip
        """A button that makes the text `change(form, *arguments)`; `shows` is what the session then holds."""
        if st.button(label, icon=f":material/{icon}:", key=f"{self.key} {name or label}", **how):
            self.act = Act(change, arguments, shows or {})

    def wrong(self, model: type[BaseModel], part: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the part that the fields make up, by field."""
        return {**wrong(model, part), **self.troubles}

    def taken(self, part: str, id: str, whole: Mapping[str, Any], troubles: Mapping[str, str]) -> str:
        """The text with the thing as it is now; as it was, and why told beside the fields, if anything is wrong."""
        self.tell(troubles)
        if troubles:
            return self.text
        try:
            return self.put(part, id, whole)
        except EditRefused as refused:
            st.error(escape_markdown(str(refused)))
            return self.text

    def put(self, part: str, id: str, whole: Mapping[str, Any]) -> str:
        """The text with the thing as it is now. Raises EditRefused if it cannot change alone."""
        own = self._own(part, id)
        return set_at(self.text, (part, id), beside(own, self._definition(part, own), whole))


def one_of(label: str, titles: Mapping[str, str], key: str) -> str | None:
    """Which of the things is to be changed; what is no longer there is chosen no longer."""
    if st.session_state.get(key) not in titles:
        st.session_state.pop(key, None)
    return st.selectbox(label, list(titles), format_func=lambda id: titles.get(id, id), key=key)
