// YAML, with the keys and values that `words` knows: of a mapping by the key above it ("" at the top), of a value by
// both, "metrics.aspect".
import { ifNotIn } from "@codemirror/autocomplete";
import { yaml as language } from "@codemirror/lang-yaml";

const KEY = /^(\s*(?:- +)*)([\w-]+):(?:\s|$)/;
const DASHES = /^\s*(?:- +)*/;

// The key of the nearest line above whose key stands further left than `column`, with that line's number; "" at the top.
function above(doc, number, column) {
  for (let line = number - 1; line >= 1 && column > 0; line -= 1) {
    const key = doc.line(line).text.match(KEY);
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
function around(doc, number, text) {
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
    place = above(doc, place.line, place.column);
    if (place.name) names.push(place.name);
  }
  return [...names, "", ""];
}

export function choices(words, doc, number, text) {
  const word = text.match(/[\w.-]*$/)[0];
  const before = text.slice(0, text.length - word.length);
  const [parent, beyond] = around(doc, number, before);
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

export function yaml(words) {
  const complete = (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const text = line.text.slice(0, context.pos - line.from);
    const { word, found, suffix } = choices(words, context.state.doc, line.number, text);
    // what is written out needs no list, which would only take the Enter
    if (!found || (!context.explicit && (!word || found.some(([label]) => label === word)))) return null;
    const colon = suffix && context.state.sliceDoc(context.pos, line.to).trimStart().startsWith(":");
    const options = found.map(([label, detail]) => ({ label, detail, apply: label + (colon ? "" : suffix) }));
    return { from: context.pos - word.length, options, validFor: /^[\w.-]*$/ };
  };
  const support = language();
  return [support, support.language.data.of({ autocomplete: ifNotIn(["Comment"], complete) })];
}
