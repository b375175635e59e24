// Bundles src/ into static/panel.js and static/panel.css, or into the folder named as the argument: the same bytes each time.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

await build({
  absWorkingDir: here,
  entryPoints: { panel: "src/index.js" }, // which imports the styles
  outdir: process.argv[2] ?? join(here, "..", "static"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
});
