// The reader's own queries, newest first, kept by this browser and nowhere else; the server is told them to show them.
const KEPT = "queries asked";
const MOST = 20;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch {
    return [];
  }
};

export default function ({ data, setStateValue }) {
  const { asked, known } = data;
  let queries = read();
  if (asked && queries[0] !== asked) {
    queries = [asked, ...queries.filter((query) => query !== asked)].slice(0, MOST);
    try {
      localStorage.setItem(KEPT, JSON.stringify(queries));
    } catch {
      // no room, or not allowed: remembered until the next one
    }
  }
  if (JSON.stringify(queries) !== JSON.stringify(known)) setStateValue("queries", queries);
}
