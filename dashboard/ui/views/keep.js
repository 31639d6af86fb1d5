// Nothing typed is lost. Every key stroke in a text field named in `data.fields` (class of its element → the text that
// the server has) is kept in this browser until the server has it: through a rerun, a reload, a lost connection.
// A pause in typing is as good as leaving the field: what was typed is sent, and the others see it.
const PAUSE = 1500;
const AGE = 30 * 24 * 3600 * 1000;
const PREFIX = "kept ";

const field = (key) => document.querySelector(`.st-key-${key} textarea, .st-key-${key} input[type="text"]`);

const keptUnder = (key) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
};

const forget = (key) => localStorage.removeItem(PREFIX + key);

// React reads a value only when it is set as a hand would set it.
const type = (element, text) => {
  const kind = element.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, text);
  element.dispatchEvent(new Event("input", { bubbles: true }));
};
const send = (element) => element.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));

const notice = (parent, key, text, element) => {
  const box = document.createElement("div");
  box.className = "kept";
  const said = document.createElement("p");
  said.textContent = "You typed this here, and somebody has changed the field since:";
  const quote = document.createElement("blockquote");
  quote.textContent = text;
  const use = document.createElement("button");
  use.textContent = "Use mine";
  use.onclick = () => {
    type(element, text);
    send(element);
    box.remove();
  };
  const drop = document.createElement("button");
  drop.textContent = "Drop mine";
  drop.onclick = () => {
    forget(key);
    box.remove();
  };
  box.append(said, quote, use, drop);
  parent.append(box);
};

export default function ({ data, parentElement }) {
  const { fields, done } = data;
  parentElement.stop?.(); // called again for every change of the data
  done.forEach(forget);
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    if (Date.now() - (keptUnder(name.slice(PREFIX.length))?.at ?? 0) > AGE) localStorage.removeItem(name);
  }
  parentElement.querySelectorAll(".kept").forEach((box) => box.remove());

  const restore = () => {
    let missing = false;
    for (const [key, saved] of Object.entries(fields)) {
      const kept = keptUnder(key);
      if (!kept) continue;
      if (kept.text === saved) {
        forget(key);
        continue;
      }
      const element = field(key);
      if (!element) {
        missing = true;
        continue;
      }
      missing ||= kept.base === saved; // until the server has it: a field that is drawn anew meanwhile is empty again
      if (element.value === kept.text || document.activeElement === element) continue;
      if (kept.base === saved) {
        type(element, kept.text);
        send(element);
      } else {
        notice(parentElement, key, kept.text, element);
      }
    }
    return missing;
  };
  let tries = 0;
  const again = setInterval(() => {
    if (!restore() || (tries += 1) > 40) clearInterval(again);
  }, 150);

  let pause;
  const typed = (event) => {
    if (!event.isTrusted) return;
    const key = Object.keys(fields).find((name) => event.target === field(name));
    if (!key) return;
    const base = keptUnder(key)?.base ?? fields[key];
    localStorage.setItem(PREFIX + key, JSON.stringify({ text: event.target.value, base, at: Date.now() }));
    clearTimeout(pause);
    if (event.target.tagName === "TEXTAREA") pause = setTimeout(() => send(event.target), PAUSE);
  };
  document.addEventListener("input", typed, true);
  parentElement.stop = () => {
    clearInterval(again);
    document.removeEventListener("input", typed, true);
  };
  return () => parentElement.stop();
}
