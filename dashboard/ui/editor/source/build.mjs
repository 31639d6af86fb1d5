// Bundles editor.js with CodeMirror into ../codemirror.js, naming what is in it, and gathers the licences beside it.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const made = await build({
  entryPoints: ["editor.js"], bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8",
  write: false, metafile: true, outfile: "codemirror.js",
});
const names = new Set(
  Object.keys(made.metafile.inputs)
    .map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean),
);
const packages = [...names].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  return { name, version, license, text: readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim() };
});
const named = packages.map(({ name, version }) => `${name}@${version}`).join(" ");
const digest = createHash("sha256");
for (const file of readdirSync(".").filter((name) => name.endsWith(".js")).sort()) digest.update(readFileSync(file));
writeFileSync(
  "../codemirror.js",
  `/* Made by \`make editor\` from sources ${digest.digest("hex")} and ${named} */\n${made.outputFiles[0].text}`,
);
const licences = packages.map((one) => `${one.name} ${one.version} (${one.license})\n\n${one.text}\n`);
writeFileSync("../codemirror.LICENSES.txt", licences.join("\n----\n\n"));
