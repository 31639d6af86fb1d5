// What a meeting needs of the browser: the clock ticks, keys step through the agenda, a press on a line opens it.
const KEYS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }; // a presenter's remote sends the page keys
const WRITING = "input, textarea, select, [contenteditable], [role=radio], [role=listbox], [role=combobox], [role=grid]";

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.stop?.(); // called again for every change of the data
  let clock = parentElement.querySelector(".ticking");
  if (!clock) {
    clock = document.createElement("div");
    clock.className = "ticking";
    clock.setAttribute("role", "timer");
    parentElement.append(clock);
  }
  const began = performance.now() - data.elapsed * 1000;
  const tick = () => {
    if (data.elapsed === null) {
      clock.textContent = "";
      return;
    }
    const elapsed = (performance.now() - began) / 1000;
    clock.textContent = elapsed < 86400 ? `${minutes(elapsed)} of ${minutes(data.planned)}` : "";
    clock.classList.toggle("late", elapsed > data.planned);
  };
  tick();
  const ticking = setInterval(tick, 1000);
  const keyed = (event) => {
    const step = KEYS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.(WRITING)) return;
    event.preventDefault();
    setTriggerValue("step", step);
  };
  const pressed = (event) => {
    const line = event.target.closest?.(".point[data-item]");
    if (line) setTriggerValue("item", line.dataset.item);
  };
  document.addEventListener("keydown", keyed);
  document.addEventListener("click", pressed);
  parentElement.stop = () => {
    clearInterval(ticking);
    document.removeEventListener("keydown", keyed);
    document.removeEventListener("click", pressed);
  };
  return () => parentElement.stop();
}
