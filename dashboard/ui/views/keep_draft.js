// A draft outlives a reload: its window keeps it (sessionStorage), until it is proposed or thrown away.
export default function ({ data, setStateValue }) {
  const { name, draft, fresh, done } = data;
  done.forEach((gone) => sessionStorage.removeItem(gone));
  if (!name) return;
  const kept = sessionStorage.getItem(name);
  if (fresh && kept && kept !== draft) {
    setStateValue("found", kept);
    return;
  }
  try {
    sessionStorage.setItem(name, draft);
  } catch {
    // no room, or not allowed: it is as long-lived as the connection
  }
}
