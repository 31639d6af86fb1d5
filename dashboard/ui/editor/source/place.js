// Where in an SOP's YAML the cursor is, and the words for it: `words` has the keys of a mapping by the key above it ("" at
// the top), and the values of a key by both, "metrics.aspect". A line is looked at as it stands, finished or not.
const KEY = /^(\s*(?:- +)*)([\w-]+):(?:\s|$)/;
const DASHES = /^\s*(?:- +)*/;

// The key of the nearest line above whose key stands further left than `column`, with that line's number; "" at the top.
function above(lines, number, column) {
  for (let line = number - 1; line >= 1 && column > 0; line -= 1) {
    const key = lines(line).match(KEY);
    if (key && key[1].length < column) return { name: key[2], line, column: key[1].length };
  }
  return { name: "", line: 0, column: 0 };
}

// Where the innermost bracket of a line opens that is not closed before its end; -1 if there is none.
function opened(text) {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    if ("]}".includes(text[i])) depth += 1;
    else if ("[{".includes(text[i])) {
      if (!depth) return i;
      depth -= 1;
    }
  }
  return -1;
}

// The path of keys around the cursor, innermost first, as far as two: what stands before it on the line is `text`.
function around(lines, number, text) {
  const names = [];
  let rest = text;
  for (let at = opened(rest); at >= 0 && names.length < 2; at = opened(rest)) {
    rest = rest.slice(0, at);
    const key = rest.match(/([\w-]+):\s*$/);
    if (key) names.push(key[1]);
  }
  if (names.length < 2 && rest !== text) {
    const key = rest.match(KEY); // the bracket stands behind a key, whose own column counts; or behind a dash
    rest = (key ?? rest.match(DASHES)).at(key ? 1 : 0);
  }
  let place = { line: number, column: rest.match(DASHES)[0].length };
  while (names.length < 2 && place.column > 0) {
    place = above(lines, place.line, place.column);
    if (place.name) names.push(place.name);
  }
  return [...names, "", ""];
}

// The word being written at the end of `text`, which is line `number` up to the cursor, what it can become, and what
// follows it then. `lines` gives the text of any line above.
export function choices(words, lines, number, text) {
  const word = text.match(/[\w.-]*$/)[0];
  const before = text.slice(0, text.length - word.length);
  const [parent, beyond] = around(lines, number, before);
  const key = before.match(/(?:^\s*(?:- +)*|[{,]\s*)([\w-]+):\s+$/);
  if (key) return { word, found: words[`${parent}.${key[1]}`], suffix: "" };
  const inList = /\[\s*$|\[[^\]{]*,\s*$/.test(before);
  if (inList || /^\s*- +$/.test(before)) {
    const items = words[`${beyond}.${parent}`];
    if (items || inList) return { word, found: items, suffix: "" };
  }
  if (/^\s*(?:- +)*$/.test(before) || /[{,]\s*$/.test(before)) return { word, found: words[parent], suffix: ": " };
  return { word, found: undefined, suffix: "" };
}
