"""Reading `data/notifications.yaml`: what of it is right is used, what is wrong is said with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from dashboard import yamlfile
from dashboard.errors import DashboardError, FileProblems, Problem, nearest
from dashboard.notify.channel import unreadable
from dashboard.notify.secrets import NAMED, Unset, filled, secrets_of
from dashboard.practice.telling.settings import NOBODY_TOLD, Channel, Notifications, Receiver
from dashboard.sop.model import People
from dashboard.workspace import BUNDLED, Workspace
from dashboard.yamlfile.nodes import Positions, compose, decode, plain

FILE = "data/notifications.yaml"
LISTS: dict[str, type[BaseModel]] = {"channels": Channel, "receivers": Receiver}
KEYS = {"channels": "id", "receivers": "party"}
SECRET = re.compile(r"(?=[A-Za-z_-]*[0-9])(?=[0-9_-]*[A-Za-z])[A-Za-z0-9_-]{16,}")


@dataclass(frozen=True)
class Settings:
    """What the file says as far as it is right; `problems` is what is wrong with it, `warnings` what is unwise.

    `there`: whether there is such a file. `unusable`: of each channel that cannot be used here, why; among the warnings
    too, with its place: another machine may know its secret.
    """

    told: Notifications
    there: bool
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    secrets: dict[str, str]
    unusable: dict[str, str]


def settings_of(workspace: Workspace, people: People | None = None) -> Settings:
    """The settings of a workspace. Never fails because of what is in the file, or in secrets.toml.

    With `people`, a party that none of them is is a warning.
    """
    path = workspace.notifications_file
    if not path.is_file():
        return Settings(NOBODY_TOLD, False, (), (), {}, {})
    secrets, problems = _secrets(workspace)
    try:
        told, positions, wrong = _read(yamlfile.read_bytes(path, FILE))
    except FileProblems as broken:
        return Settings(NOBODY_TOLD, True, (*problems, *broken.problems), (), secrets, {})
    unusable = {c.id: why for c in told.channels if (why := _unusable(c, secrets))}
    lost = [
        Problem(FILE, *_place(positions, "channels", channel.id, "url"), f"channel '{channel.id}': {why}")
        for channel in told.channels
        if (why := unusable.get(channel.id))
    ]
    warnings = tuple(sorted((*lost, *_warnings(told, positions, people))))
    return Settings(told, True, tuple(sorted((*problems, *wrong))), warnings, secrets, unusable)


def _secrets(workspace: Workspace) -> tuple[dict[str, str], tuple[Problem, ...]]:
    folders = dict.fromkeys((workspace.root, BUNDLED))
    try:
        return secrets_of(folders), ()
    except DashboardError as error:
        return secrets_of(()), (Problem(".streamlit/secrets.toml", 0, 0, str(error)),)


def _read(raw: bytes) -> tuple[Notifications, Positions, tuple[Problem, ...]]:
    reading = yamlfile.examine(raw, Notifications, FILE)
    if reading.value is not None:
        return reading.value, reading.positions, ()
    whole = plain(compose(decode(raw, FILE), FILE)[0])
    good = dict(_good(whole)) if isinstance(whole, dict) else {}
    return NOBODY_TOLD.model_copy(update=good), reading.positions, reading.problems


def _good(whole: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of a broken file that are right by themselves; of those of one name the first."""
    for name in Notifications.model_fields.keys() & whole.keys():
        if name in LISTS:
            items = whole[name] if isinstance(whole[name], list) else []
            found = [part for item in items if (part := _valid(LISTS[name], item))]
            named = {getattr(part, KEYS[name]): part for part in reversed(found)}
            yield name, tuple(reversed(named.values()))
        elif name == "default":  # what it names may be what is broken
            yield name, whole[name]
        elif part := _valid(Notifications, {name: whole[name]}):
            yield name, getattr(part, name)


def _valid(model: type[BaseModel], value: object) -> BaseModel | None:
    try:
        return model.model_validate(value, by_alias=True, by_name=False)
    except ValidationError:
        return None


def _unusable(channel: Channel, secrets: dict[str, str]) -> str | None:
    try:
        url, _ = filled(channel.address("somebody@example.com"), secrets)
    except Unset as unset:
        return str(unset)
    return unreadable(url)


def _warnings(told: Notifications, positions: Positions, people: People | None) -> list[Problem]:
    found = [
        Problem(
            FILE, *_place(positions, "channels", channel.id, "url"),
            f"channel '{channel.id}' holds a secret in the file; write ${{NAME}} and set NAME in the environment",
        )
        for channel in told.channels
        if _holds_secret(channel.url)
    ]  # fmt: skip
    if told.channels and told.link is None:
        found.append(Problem(FILE, 1, 1, "`link` is missing: without the address of the app messages lead nowhere"))
    known = {party.id for party in people.people} if people else set()
    for receiver in told.receivers:
        if known and receiver.party not in known:
            message = f"nobody has the id '{receiver.party}'{nearest(receiver.party, known)}"
            found.append(Problem(FILE, *_place(positions, "receivers", receiver.party, "party"), message))
    return found


def _holds_secret(url: str) -> bool:
    bare = NAMED.sub("", url).replace("{email}", "")
    try:
        password = urlsplit(bare).password
    except ValueError:
        password = None
    return bool(password) or any(SECRET.fullmatch(part) for part in re.split(r"[:/@?&=,]", bare))


def _place(positions: Positions, key: str, id: str, field: str) -> tuple[int, int]:
    """Where the entry of that id says it: the first of the list, as the file has it."""
    for i in range(1_000):
        text = positions.text(key, i, KEYS[key])
        if text == id:
            return positions.of(key, i, field)
        if text is None and positions.of(key, i) == positions.of(key):
            break
    return positions.of(key)
