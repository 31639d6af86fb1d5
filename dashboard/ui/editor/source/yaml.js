// YAML, with the keys and values that `words` knows.
import { ifNotIn } from "@codemirror/autocomplete";
import { yaml as language } from "@codemirror/lang-yaml";
import { choices } from "./place.js";

export function yaml(words) {
  const complete = (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const text = line.text.slice(0, context.pos - line.from);
    const { word, found, suffix } = choices(words, (n) => context.state.doc.line(n).text, line.number, text);
    // what is written out needs no list, which would only take the Enter
    if (!found || (!context.explicit && (!word || found.some(([label]) => label === word)))) return null;
    const colon = suffix && context.state.sliceDoc(context.pos, line.to).trimStart().startsWith(":");
    const options = found.map(([label, detail]) => ({ label, detail, apply: label + (colon ? "" : suffix) }));
    return { from: context.pos - word.length, options, validFor: /^[\w.-]*$/ };
  };
  const support = language();
  return [support, support.language.data.of({ autocomplete: ifNotIn(["Comment"], complete) })];
}
