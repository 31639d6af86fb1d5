// Puts an editor in its place as soon as the module with CodeMirror has come, which the component beside this carries.
const come = new Promise((done) => {
  if (globalThis.codeEditor) done();
  else globalThis.addEventListener("code editor", done, { once: true });
});

export default async function (component) {
  await come;
  return globalThis.codeEditor(component);
}
