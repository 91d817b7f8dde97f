// A step summary as GitHub shows it: Markdown in, one HTML page out. See script/picture.
import { readFileSync } from "node:fs";
import { marked } from "../build/picture/node_modules/marked/lib/marked.esm.js";

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// GitHub colours a diff by the first characters of its lines.
const diffClass = (line) => ({ "+": "added", "-": "removed", "@": "hunk" })[line[0]] ?? "";

marked.use({
  gfm: true,
  renderer: {
    code({ text, lang }) {
      if (lang === "mermaid") return `<pre class="mermaid">${escape(text)}</pre>`;
      const lines = text.split("\n").map((line) =>
        lang === "diff" ? `<span class="${diffClass(line)}">${escape(line)}</span>` : escape(line));
      return `<pre><code>${lines.join("\n")}</code></pre>`;
    },
  },
});

const page = marked.parse(readFileSync(process.argv[2], "utf8"))
  // Emoji as pictures: the machine need not have a font with them.
  .replace(/\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/gu, (emoji) =>
    `<img class="emoji" src="node_modules/@twemoji/svg/${emoji.codePointAt(0).toString(16)}.svg">`);

process.stdout.write(`<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="node_modules/github-markdown-css/github-markdown-light.css">
<link rel="stylesheet" href="node_modules/@fontsource/noto-sans/400.css">
<link rel="stylesheet" href="node_modules/@fontsource/noto-sans/600.css">
<style>
  body { margin: 0; background: #fff; }
  .markdown-body { width: 892px; padding: 20px 24px; font-family: "Noto Sans", sans-serif; }
  .markdown-body img.emoji { width: 1.1em; height: 1.1em; vertical-align: -0.15em; background: none; }
  .markdown-body table { display: table; width: max-content; max-width: 100%; }
  .markdown-body pre.mermaid { background: #fff; text-align: center; border: 1px solid #d1d9e0; }
  .markdown-body li:has(> input) { list-style: none; margin-left: -1.4em; }
  .added { color: #116329; background: #dafbe1; }
  .removed { color: #82071e; background: #ffebe9; }
  .hunk { color: #8250df; font-weight: 600; }
</style>
<article class="markdown-body">${page}</article>
<script src="node_modules/mermaid/dist/mermaid.min.js"></script>
<script>
  mermaid.initialize({ startOnLoad: false, theme: "default", fontFamily: "Noto Sans" });
  mermaid.run().then(() => document.fonts.ready).then(() => {
    document.body.dataset.height = Math.ceil(document.querySelector("article").getBoundingClientRect().height);
  });
</script>
`);
