// A row of the list is a button in HTML; a press on it is told to the server as the id of its node.
export default function ({ setTriggerValue }) {
  const pressed = (event) => {
    const row = event.target.closest?.(".row[data-node]");
    if (row) setTriggerValue("picked", row.dataset.node);
  };
  document.addEventListener("click", pressed);
  return () => document.removeEventListener("click", pressed);
}
