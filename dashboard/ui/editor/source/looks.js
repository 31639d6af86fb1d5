// How it looks: Streamlit's theme, light or dark, by its CSS variables.
import { HighlightStyle } from "@codemirror/language";
import { tags as t } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier], color: "var(--st-violet-text-color)", fontWeight: "600" },
  { tag: [t.definition(t.propertyName), t.propertyName], color: "var(--st-blue-text-color)", fontWeight: "600" },
  { tag: [t.string, t.special(t.string)], color: "var(--st-green-text-color)" },
  { tag: [t.number, t.bool, t.null], color: "var(--st-orange-text-color)" },
  { tag: [t.typeName, t.standard(t.name)], color: "var(--st-blue-text-color)" },
  { tag: [t.comment, t.meta], color: "var(--st-gray-text-color)", fontStyle: "italic" },
]);

const tint = (share) => `color-mix(in srgb, var(--st-primary-color) ${share}%, transparent)`;
const wavy = (colour) => `text-decoration: underline wavy var(--st-${colour}-text-color) 1.5px;
  text-underline-offset: 3px; text-decoration-skip-ink: none; background: none; padding: 0;`;
const marker = (level, colour, icon) => `.cm-editor .cm-lint-marker-${level}.cm-lint-marker { content: normal; }
.cm-editor .cm-lint-marker-${level}::before { content: "${icon}"; color: var(--st-${colour}-text-color); }`;

export const looks = `
.cm-editor.cm-editor { background: var(--st-background-color); color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); font-size: 0.88rem; overflow: hidden; }
.cm-editor.cm-focused { outline: none; border-color: var(--st-primary-color);
  box-shadow: 0 0 0 1px var(--st-primary-color); }
.cm-editor .cm-scroller { font-family: var(--st-code-font), ui-monospace, monospace; line-height: 1.5; overflow: auto; }
.cm-editor .cm-content { caret-color: var(--st-text-color); }
.cm-editor .cm-cursor { border-left-color: var(--st-text-color) !important; border-left-width: 2px; }
.cm-editor .cm-gutters.cm-gutters { background: var(--st-secondary-background-color); color: var(--st-gray-text-color);
  border-right: 1px solid var(--st-border-color); }
.cm-editor :is(.cm-activeLine.cm-activeLine, .cm-activeLineGutter.cm-activeLineGutter) { color: inherit; background: ${tint(7)}; }
.cm-editor .cm-selectionBackground.cm-selectionBackground.cm-selectionBackground { background: ${tint(28)} !important; }
.cm-editor .cm-selectionMatch, .cm-editor .cm-searchMatch { background: ${tint(20)}; }
.cm-editor .cm-matchingBracket.cm-matchingBracket { background: ${tint(22)}; color: inherit; outline: none; }
.cm-editor .cm-nonmatchingBracket { background: none; color: var(--st-red-text-color); }
.cm-editor .cm-placeholder { color: var(--st-gray-text-color); }
.cm-editor .cm-tooltip.cm-tooltip { background: var(--st-secondary-background-color); color: var(--st-text-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); max-width: min(34rem, 90vw);
  box-shadow: 0 4px 14px rgb(0 0 0 / 18%); overflow: hidden; }
.cm-editor .cm-tooltip-autocomplete.cm-tooltip > ul { font-family: var(--st-code-font), ui-monospace, monospace;
  max-height: 15rem; min-width: 12rem; max-width: min(34rem, 90vw); }
.cm-editor .cm-tooltip-autocomplete.cm-tooltip > ul > li { padding: 0.16rem 0.5rem; line-height: 1.4; display: flex;
  gap: 0.9rem; justify-content: space-between; }
.cm-editor .cm-tooltip-autocomplete.cm-tooltip > ul > li[aria-selected] { background: var(--st-primary-color);
  color: var(--st-background-color); }
.cm-editor .cm-completionDetail { font: italic 0.78rem var(--st-font); opacity: 0.85; margin: 0; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.cm-editor .cm-completionMatchedText { text-decoration: underline; font-weight: 600; }
.cm-editor .cm-diagnostic { font: 0.88rem/1.4 var(--st-font); white-space: normal; padding: 0.35rem 0.6rem; margin: 0;
  border-left: 4px solid var(--st-blue-text-color); }
.cm-editor .cm-diagnostic-error { border-left-color: var(--st-red-text-color); }
.cm-editor .cm-diagnostic-warning { border-left-color: var(--st-orange-text-color); }
.cm-editor .cm-lintRange-error { ${wavy("red")} }
.cm-editor .cm-lintRange-warning { ${wavy("orange")} }
.cm-editor .cm-lintRange-info { ${wavy("blue")} }
.cm-editor .cm-lintRange-active { background: ${tint(14)}; }
.cm-editor .cm-gutter-lint { width: 1.25rem; }
.cm-editor .cm-gutter-lint .cm-gutterElement { padding: 0; }
.cm-editor .cm-lint-marker { width: 1.25rem; height: auto; font-family: system-ui, sans-serif; text-align: center; }
${marker("error", "red", "●")}
${marker("warning", "orange", "▲")}
${marker("info", "blue", "◇")}
.cm-editor .cm-panels.cm-panels { background: var(--st-secondary-background-color); color: var(--st-text-color);
  border-color: var(--st-border-color); }
.cm-editor .cm-panels :is(button, input) { font: inherit; background: var(--st-background-color); color: inherit;
  border: 1px solid var(--st-border-color); border-radius: 0.25rem; background-image: none; }
.keys { margin: 0.2rem 0 0; font: 0.8rem/1.35 var(--st-font); color: var(--st-gray-text-color); }
@media (max-width: 640px) {
  .cm-editor.cm-editor { font-size: 16px; } /* smaller, and a telephone zooms in on it */
  .cm-editor .cm-lineNumbers { font-size: 0.75rem; }
}
`;
