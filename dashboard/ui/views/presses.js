// What can be pressed is a button in HTML; a press on it is told to the server as what its `data-node` says.

// The button is drawn anew by what its press changes: one that was pressed by a key has the keyboard again.
const WAIT = 10000; // ms
function stay(node) {
  const watch = new MutationObserver(() => {
    const same = [...document.querySelectorAll("button[data-node]")].find((button) => button.dataset.node === node);
    if (document.activeElement !== document.body || !same) return;
    same.focus();
    watch.disconnect();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), WAIT);
}

export default function ({ setTriggerValue }) {
  const pressed = (event) => {
    const button = event.target.closest?.("button[data-node]");
    if (!button) return;
    setTriggerValue("picked", button.dataset.node);
    if (event.detail === 0) stay(button.dataset.node);
  };
  document.addEventListener("click", pressed);
  return () => document.removeEventListener("click", pressed);
}
