// What can be pressed is a button in HTML; a press on it is told to the server as what its `data-node` says.
export default function ({ setTriggerValue }) {
  const pressed = (event) => {
    const button = event.target.closest?.("button[data-node]");
    if (button) setTriggerValue("picked", button.dataset.node);
  };
  document.addEventListener("click", pressed);
  return () => document.removeEventListener("click", pressed);
}
