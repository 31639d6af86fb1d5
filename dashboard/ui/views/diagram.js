// The diagram in its frame: scrolled or dragged, zoomed by button, key or Ctrl and wheel; a box pressed is told to the
// server, and what hangs together with it stays bright at once.
const LEAST = 0.25, MOST = 2.5, READABLE = 0.72, STEP = 1.25, STILL = 5;
const kept = new WeakMap(); // what outlives a rerun: the picture shown, how large, and what was brought into view

const draw = (frame, text) => {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  frame.replaceChildren(document.importNode(parsed, true));
  return frame.firstElementChild;
};

export default function ({ parentElement, data, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  const state = kept.get(frame) ?? {};
  kept.set(frame, state);
  state.stop?.(); // with other data this runs again, without an end of the run before
  if (state.text !== data.svg) {
    state.text = data.svg;
    state.svg = draw(frame, data.svg);
    state.size = state.svg.viewBox.baseVal;
    state.seen = undefined;
    for (const box of state.svg.querySelectorAll("g[data-box]")) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "button");
      box.setAttribute("aria-label", data.spoken[box.dataset.box] ?? "");
    }
  }
  const { svg, size } = state;
  frame.style.setProperty("--accent", data.accent);

  // The heads of the lanes stay in sight: they go down with what is scrolled, as far as they stand below the top.
  const heads = svg.querySelector("g[data-heads]");
  const above = heads.getBBox().y;
  const follow = () => heads.setAttribute("transform", `translate(0 ${Math.max(frame.scrollTop / state.scale - above, 0)})`);
  const fit = () => frame.clientWidth / size.width;
  const zoom = (scale, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const before = state.scale ?? 1;
    state.scale = Math.min(Math.max(scale, LEAST), MOST);
    svg.setAttribute("width", size.width * state.scale);
    svg.setAttribute("height", size.height * state.scale);
    const by = state.scale / before;
    frame.scrollLeft = (frame.scrollLeft + x) * by - x;
    frame.scrollTop = (frame.scrollTop + y) * by - y;
    follow();
  };
  zoom(state.scale ?? Math.min(Math.max(fit(), READABLE), 1.15));

  const light = (focus) => {
    const path = focus && data.paths[focus] ? new Set(data.paths[focus]) : null;
    for (const group of svg.querySelectorAll("g")) {
      const { box, from, to } = group.dataset;
      const on = !path || (box ? path.has(box) : !from || (path.has(from) && path.has(to)));
      group.classList.toggle("back", !on);
      group.classList.toggle("chosen", Boolean(box) && box === focus);
      if (box) group.setAttribute("aria-pressed", String(box === focus));
    }
  };
  light(data.focus);

  const bring = (id) => {
    const shape = id && svg.querySelector(`g[data-box="${CSS.escape(id)}"] > rect`);
    if (!shape) return;
    const [box, around] = [shape.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (box.left < around.left || box.right > around.right)
      frame.scrollLeft += box.left - around.left - (frame.clientWidth - box.width) / 2;
    if (box.top < around.top + heads.getBoundingClientRect().height || box.bottom > around.bottom)
      frame.scrollTop += box.top - around.top - (frame.clientHeight - box.height) / 2;
  };
  const wanted = data.focus ?? data.worst ?? "";
  if (state.seen !== wanted) {
    state.seen = wanted;
    bring(wanted);
  }

  const pick = (id) => {
    const focus = id === data.focus ? "" : id;
    if (!focus && !data.focus) return;
    state.seen = focus || data.worst || ""; // it was pressed where it is: nothing moves
    light(focus);
    setTriggerValue("picked", focus);
  };

  let held = null;
  const down = (event) => {
    if (event.button) return;
    held = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop, moved: false };
  };
  const move = (event) => {
    if (!held || event.pointerType !== "mouse") return; // fingers scroll by themselves
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(x, y) < STILL) return;
    held.moved = true;
    frame.classList.add("dragged");
    frame.scrollLeft = held.left - x;
    frame.scrollTop = held.top - y;
  };
  const up = () => {
    frame.classList.remove("dragged");
  };
  const click = (event) => {
    const dragged = held?.moved;
    held = null;
    if (!dragged) pick(event.target.closest?.("g[data-box]")?.dataset.box ?? "");
  };
  const key = (event) => {
    const box = event.target.closest?.("g[data-box]");
    if (box && (event.key === "Enter" || event.key === " ")) pick(box.dataset.box);
    else if (event.key === "Escape") pick("");
    else if (event.key === "+" || event.key === "=") zoom(state.scale * STEP);
    else if (event.key === "-") zoom(state.scale / STEP);
    else return;
    event.preventDefault();
  };
  const wheel = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const around = frame.getBoundingClientRect();
    zoom(state.scale * (event.deltaY < 0 ? STEP : 1 / STEP), event.clientX - around.left, event.clientY - around.top);
  };
  const tool = (event) => {
    const how = event.target.closest?.("button[data-zoom]")?.dataset.zoom;
    if (how === "fit") zoom(fit());
    else if (how) zoom(how === "in" ? state.scale * STEP : state.scale / STEP);
  };
  const tools = parentElement.querySelector(".tools");
  frame.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  frame.addEventListener("click", click);
  frame.addEventListener("keydown", key);
  frame.addEventListener("scroll", follow, { passive: true });
  frame.addEventListener("wheel", wheel, { passive: false });
  tools.addEventListener("click", tool);
  state.stop = () => {
    frame.removeEventListener("pointerdown", down);
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    frame.removeEventListener("click", click);
    frame.removeEventListener("keydown", key);
    frame.removeEventListener("scroll", follow);
    frame.removeEventListener("wheel", wheel);
    tools.removeEventListener("click", tool);
  };
  return state.stop;
}
