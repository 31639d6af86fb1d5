// One editor on the page: CodeMirror, told by the server what to show, telling the server what is written.
//
// The text is the reader's: the server's word on it counts only when it has another `revision`, which it has when
// something else than typing has changed it. So an answer that comes late never eats what was typed meanwhile.
import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap,
  completionStatus,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, Prec } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
import { colours, looks } from "./looks.js";
import { sql } from "./sql.js";
import { yaml } from "./yaml.js";

const LANGUAGES = { sql, yaml };
const SEVERITY = { error: "error", warning: "warning", advice: "info" };
const given = Annotation.define(); // marks what the server changed
const last = new Map(); // the editor last shown for a key: it may be taken off the page and come back elsewhere on it

class Editor {
  constructor(root, data) {
    this.live = data.live;
    this.revision = data.revision;
    this.heard = data.heard;
    this.language = new Compartment();
    this.place = document.createElement("div");
    this.keys = document.createElement("p");
    this.keys.id = "keys";
    this.keys.className = "keys";
    this.keys.textContent = data.keys;
    const style = document.createElement("style");
    style.textContent = looks;
    // keys pressed in here are text, and no shortcuts of the page
    for (const event of ["keydown", "keypress", "keyup"])
      this.place.addEventListener(event, (pressed) => pressed.stopPropagation());
    this.drawn = [style, this.place, this.keys];
    root.append(...this.drawn);
    this.view = new EditorView({ parent: this.place, root, state: this.state(data) });
    const before = last.get(data.key);
    last.set(data.key, this);
    if (before?.unsent && before.revision === data.revision) this.put(before.written().text);
  }

  state(data) {
    const run = () => (data.runs ? (this.run(), true) : false);
    // a list that has only just opened takes no key yet; the Tab was meant for it, and indents nothing
    const accept = (view) => acceptCompletion(view) || completionStatus(view.state) === "active";
    return EditorState.create({
      doc: data.text,
      extensions: [
        Prec.highest(keymap.of([{ key: "Ctrl-Enter", run }, { key: "Mod-Enter", run }])),
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), drawSelection(), history(), indentOnInput(),
        bracketMatching(), closeBrackets(), autocompletion({ icons: false }), highlightSelectionMatches(),
        search({ top: true }), lintGutter(), EditorView.lineWrapping, syntaxHighlighting(colours),
        EditorState.tabSize.of(2), indentUnit.of("  "),
        keymap.of([
          { key: "Tab", run: accept }, ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap,
          ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
        ]),
        placeholder(data.placeholder),
        EditorView.contentAttributes.of({ "aria-label": data.label, "aria-describedby": "keys", spellcheck: "false" }),
        EditorView.theme({ ".cm-scroller": { height: `${data.height}px` } }),
        this.language.of(LANGUAGES[data.language](data.words)),
        EditorView.updateListener.of((update) => this.updated(update)),
        EditorView.domEventHandlers({ blur: () => this.send() }),
      ],
    });
  }

  updated(update) {
    if (!update.docChanged || update.transactions.some((one) => one.annotation(given))) return;
    this.unsent = true;
    clearTimeout(this.pause);
    if (this.live) this.pause = setTimeout(() => this.send(), this.live);
  }

  written() {
    clearTimeout(this.pause);
    this.unsent = false;
    this.heard += 1;
    return { text: this.view.state.doc.toString(), revision: this.revision, heard: this.heard };
  }

  send() {
    if (this.unsent) this.tell.setStateValue("typed", this.written());
  }

  run() {
    closeCompletion(this.view);
    this.tell.setTriggerValue("run", this.written());
  }

  show(data, tell) {
    this.tell = tell;
    this.live = data.live;
    const words = JSON.stringify(data.words);
    if (this.words !== undefined && this.words !== words)
      this.view.dispatch({ effects: this.language.reconfigure(LANGUAGES[data.language](data.words)) });
    this.words = words;
    // it has heard more than this editor has said: from the one that was here before
    if (data.revision !== this.revision || data.heard > this.heard) this.replace(data);
    // what was found in a text that has changed since is no news: what is found in this one is under way
    if (data.heard === this.heard && !this.unsent)
      this.view.dispatch(setDiagnostics(this.view.state, data.problems.map((problem) => this.mark(problem))));
  }

  replace({ text, revision, heard }) {
    clearTimeout(this.pause);
    Object.assign(this, { revision, heard, unsent: false });
    this.put(text.replace(/\r\n?/g, "\n"), given.of(true));
  }

  // Only what differs is put in, so that the cursor stays where it is in what does not.
  put(text, annotations) {
    const was = this.view.state.doc.toString();
    let same = 0;
    while (same < Math.min(was.length, text.length) && was[same] === text[same]) same += 1;
    let tail = 0;
    while (tail < Math.min(was.length, text.length) - same && was.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    const changes = { from: same, to: was.length - tail, insert: text.slice(same, text.length - tail) };
    this.view.dispatch({ changes, annotations });
  }

  // A problem underlines the word at its place; without a column the line.
  mark({ line, column, level, message }) {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const indent = at.text.match(/^\s*/)[0].length;
    const before = Array.from(at.text).slice(0, column - 1).join("").length; // the server counts whole characters
    const from = Math.min(at.from + (column ? before : indent), at.to);
    const word = at.text.slice(from - at.from).match(/^(?:"[^"]*"|'[^']*'|[^\s:,[\]{}()'"]+|\S)/);
    const to = column && word ? from + word[0].length : at.to;
    return { from, to, severity: SEVERITY[level], message: `${level}: ${message}` };
  }

  end() {
    clearTimeout(this.pause);
    this.view.destroy();
    this.drawn.forEach((element) => element.remove());
  }
}

function show({ data, parentElement, ...tell }) {
  const editor = (parentElement.editor ??= new Editor(parentElement, data));
  editor.show(data, tell);
  return () => {
    parentElement.editor = undefined;
    editor.end();
  };
}

// The component that carries this file has nothing to draw: the editors on the page wait for `codeEditor`.
export default function () {
  globalThis.codeEditor ??= show;
  globalThis.dispatchEvent(new Event("code editor"));
}
