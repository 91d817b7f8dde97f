// GitHub draws Mermaid in the colours of the reader's theme.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
mermaid.initialize({ startOnLoad: false, theme: dark ? "dark" : "default", fontFamily: "Noto Sans, sans-serif" });

const draw = async () => {
  let number = 0;
  for (const block of document.querySelectorAll("pre[lang=mermaid]")) {
    // Inside a closed fold nothing has a size; GitHub draws in a frame of its own.
    const { svg } = await mermaid.render(`drawn-${number++}`, block.textContent);
    block.innerHTML = svg;
    block.className = "drawn";
  }
  await document.fonts.ready;
};
// Another text in the place of the one that is shown: the page with Mermaid takes its time to load.
window.show = (html) => {
  document.querySelector("article").innerHTML = html;
  window.drawn = draw().then(() => "drawn", (error) => `not drawn: ${error}`);
  return window.drawn;
};
window.drawn = draw().then(() => "drawn", (error) => `not drawn: ${error}`);

// Nothing but looks: colours of a diff, and emoji as pictures because the machine need not have a font with them.
window.dress = async () => {
  await window.drawn;
  const classes = { "+": "added", "-": "removed", "@": "hunk", "!": "changed" };
  for (const code of document.querySelectorAll("pre[lang=diff] > code")) {
    const lines = code.textContent.replace(/\n$/, "").split("\n").map((text) => {
      const line = document.createElement("span");
      line.textContent = text;
      line.className = classes[text[0]] ?? "";
      return [line, "\n"];
    });
    code.replaceChildren(...lines.flat());
  }
  const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\u2796/gu;
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (emoji.test(texts.currentNode.data)) found.push(texts.currentNode);
  for (const text of found) {
    if (text.parentElement.closest("svg, pre")) continue;
    const parts = text.data.split(/(\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\u2796)/u);
    // A letter would not be parted from the word that a hard space ties to it; a picture would.
    let tied = null;
    text.replaceWith(...parts.flatMap((part) => {
      if (part.match(emoji)) {
        const picture = new Image();
        picture.className = "emoji";
        picture.src = `${document.body.dataset.parts}${part.codePointAt(0).toString(16)}.svg`;
        tied = document.createElement("span");
        tied.className = "tied";
        tied.append(picture);
        return [tied];
      }
      const word = tied && part.startsWith("\u00a0") ? part.match(/^\u00a0\S*/)[0] : "";
      if (word) tied.append(word);
      return [part.slice(word.length)];
    }));
  }
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {
    throw new Error(`no picture ${picture.src}: add it to script/markdown-parts`);
  })));
  return "dressed";
};
