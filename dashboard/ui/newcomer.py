"""Bring a file: a newcomer's own numbers, uploaded, mapped, tried out, and kept as a source."""

import dataclasses
import tempfile
from pathlib import Path

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.history.preview import Sample, sample
from dashboard.history.sources.config import Source
from dashboard.history.trial import Tried
from dashboard.practice import newcomer as bring
from dashboard.practice.guess import Guess, guess
from dashboard.practice.world import World
from dashboard.ui.asked import real_now
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.feeds import tried_out

TYPES = ["csv", "tsv", "txt", "jsonl", "ndjson", "parquet", "xlsx", "gz"]
LIMIT = 500  # MB, as config.toml says to the server
NONE = "–"
DATES = ["ISO 8601 (2026-07-06)", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%Y%m%d", "%d %b %Y"]


@dataclasses.dataclass
class Upload:
    """One uploaded file while it is being mapped; it lies in a folder of its own that goes with it."""

    id: str
    folder: tempfile.TemporaryDirectory[str]
    seen: Sample
    guess: Guess
    tried: tuple[Source, Tried] | None = None


def newcomer(here: World) -> None:
    """From the upload to the source, from top to bottom: each part appears when the one before it is there."""
    st.html('<div class="heading">Bring a file of your own</div>')
    given = st.file_uploader(
        f"A table of numbers over time: CSV, TSV, JSON lines, Parquet or Excel, up to {LIMIT} MB",
        type=TYPES,
        key=f"file {st.session_state.get('brought', 0)}",
    )
    if given is None:
        st.session_state.pop("upload", None)
        return
    try:
        upload = _received(given)
        mapping, names, id, title, timezone = _mapping(here, upload)
        source = bring.as_source(id, title, upload.seen, mapping, names, timezone)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    if st.button(
        "Try it out", icon=":material/science:", help="Reads the whole file by this mapping; nothing is kept yet"
    ):
        with st.spinner("Reading the file…"):
            upload.tried = (source, bring.trial(upload.seen, source, names, real_now()))
    if upload.tried is None:
        return
    if upload.tried[0] != source:
        st.info("The mapping has changed: try it out again.")
        return
    _result(here, upload, source, mapping, names, title)


def _received(given: st.runtime.uploaded_file_manager.UploadedFile) -> Upload:
    """The upload of this file, written to disk and looked into once."""
    upload = st.session_state.get("upload")
    if upload is None or upload.id != given.file_id:
        folder = tempfile.TemporaryDirectory(prefix="upload-")
        path = Path(folder.name) / bring.safe_name(given.name)
        path.write_bytes(given.getbuffer())
        seen = sample(path)
        upload = st.session_state["upload"] = Upload(given.file_id, folder, seen, guess(seen))
    return upload


def _mapping(here: World, upload: Upload) -> tuple[Guess, dict[str, str], str, str, str]:
    """The controls, filled in with what the file is taken for; the mapping, metric ids, id, title, time zone."""
    seen, found, key = upload.seen, upload.guess, f"map {upload.id}"
    columns = [str(name) for name in seen.rows]
    st.dataframe(seen.rows.head(6), hide_index=True)
    st.html('<div class="heading">What the columns mean; filled in with what they look like</div>')
    for doubt in found.doubts:
        st.warning(escape_markdown(doubt))

    def one(label: str, guessed: str | None, optional: bool = True) -> str | None:
        options = ([NONE] if optional else []) + columns
        index = options.index(guessed) if guessed in options else 0
        chosen = st.selectbox(label, options, index=index, key=f"{key} {label}")
        return None if chosen == NONE else chosen

    first, second, third = st.columns(3)
    with first:
        layout = st.segmented_control(
            "Layout", ["long", "wide"], default=found.layout, key=f"{key} layout", required=True,
            format_func={"long": "A row a value", "wide": "A column a metric"}.__getitem__,
        )  # fmt: skip
        at = one("Date or time", found.at, optional=False)
        dates = [*DATES, *([found.date_format] if found.date_format and found.date_format not in DATES else [])]
        written = st.selectbox(
            "Written as",
            dates,
            index=dates.index(found.date_format or DATES[0]),
            key=f"{key} dates",
            accept_new_options=True,
        )
        timezone = st.text_input("Time zone of times that carry none", "UTC", key=f"{key} zone")
    with second:
        value = metric = alone = None
        wide: list[str] = []
        if layout == "long":
            value = one("Value", found.value, optional=False)
            metric = one("Name of the metric", found.metric)
            if metric is None:
                alone = st.text_input(
                    "The one metric that it holds", Path(seen.path.name).name.partition(".")[0], key=f"{key} one"
                )
        else:
            guessed = [str(name) for name in found.metrics]
            wide = st.multiselect("Columns that are metrics", columns, guessed, key=f"{key} wide")
        n = one("Sample size", found.n)
        model = one("Model version", found.model_version)
    with third:
        dims = [name for name in map(str, found.segments) if name in columns]
        segments = st.multiselect("Dimensions it is split by", columns, dims, key=f"{key} segments")
        marks = [(".", None), (",", None), (".", ","), (",", "."), (".", " "), (",", " ")]
        decimal, thousands = st.selectbox(
            "Numbers are written", marks, index=marks.index((found.decimal, found.thousands)), key=f"{key} numbers",
            format_func=lambda mark: f"1{mark[1] or ''}234{mark[0]}5",
        )  # fmt: skip
        title = st.text_input("Name of the source", given_title(seen), key=f"{key} title")
        taken = {source.id for source in here.sources}
        id = st.text_input("Id of the source", bring.free_id(title, taken), key=f"{key} id")
    mapping = dataclasses.replace(
        found, layout=layout, at=at, metric=metric, value=value, metrics=bring.ids(wide), n=n, model_version=model,
        segments=tuple(segments), date_format=None if written == DATES[0] else written,
        decimal=decimal, thousands=thousands,
    )  # fmt: skip
    return mapping, bring.metric_ids(seen, mapping, alone), id, title, timezone


def given_title(seen: Sample) -> str:
    """A first name for the source, made of the file's."""
    words = seen.path.name.partition(".")[0].replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _result(here: World, upload: Upload, source: Source, mapping: Guess, names: dict[str, str], title: str) -> None:
    """What loading it gives, and the button that keeps it."""
    seen = upload.tried[1]
    st.html(tried_out(seen))
    if seen.refused or not seen.loaded:
        return
    good, bad = st.tabs([f"Read ({seen.loaded:,})", f"Rejected ({seen.rejected:,})"])
    good.dataframe(seen.rows, hide_index=True, height=250)
    bad.dataframe(seen.rejected_rows, hide_index=True, height=250)
    wanted = {
        m.id
        for feeds in here.library.sops.values()
        for v in feeds.good[-1:]
        for m in v.sop.metrics
        if m.source == source.id
    }
    propose = False
    if not wanted:
        propose = st.checkbox(
            "Propose a first procedure for these metrics, with thresholds from their history; owners are to be named",
            value=True, key=f"propose {upload.id}",
        )  # fmt: skip
    if not st.button("Keep as a source and load it", type="primary", icon=":material/save:"):
        return
    bar = st.progress(0.0, "Loading…")
    try:
        bring.keep(here.workspace, upload.seen.path, source)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    try:
        if propose:
            bring.propose_sop(here.workspace, title, mapping, names, source.id, seen)
        done = bring.load(
            here.workspace,
            real_now(),
            source.id,
            lambda doing, done: bar.progress(min(done, 1.0), escape_markdown(doing)),
        )
    except DashboardError as error:
        done = str(error)
    st.session_state["load outcome"] = f"{title} is a source now: {done}"
    del st.session_state["upload"]
    st.session_state["brought"] = st.session_state.get("brought", 0) + 1  # a fresh place for the next file
    st.rerun()
