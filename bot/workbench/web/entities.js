// Telegram's formatted texts: a text and entities that mark parts of it, in
// UTF-16 units, which are also JavaScript's.

import { el } from "./dom.js";
import { text as say } from "./texts.js";

const tags = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// formatted returns the nodes that show a text. command is called with a
// command that is clicked.
export function formatted(text, entities = [], command) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const out = document.createDocumentFragment();
  fill(out, text, 0, text.length, sorted, command);
  return out;
}

// fill appends text[from:to]; of entities that cross each other, the later one
// ends with the earlier.
function fill(parent, text, from, to, entities, command) {
  let at = from;
  entities.forEach((e, i) => {
    const end = Math.min(e.offset + e.length, to);
    if (e.offset < at || end <= e.offset) return;
    const node = element(e, text.slice(e.offset, end), command);
    fill(node, text, e.offset, end, entities.slice(i + 1).filter((x) => x.offset < end), command);
    parent.append(text.slice(at, e.offset), node);
    at = end;
  });
  parent.append(text.slice(at, to));
}

function element(entity, part, command) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url);
    case "url":
      return link(/^[a-z][a-z0-9+.-]*:/i.test(part) ? part : `https://${part}`);
    case "email":
      return link(`mailto:${part}`);
    case "phone_number":
      return link(`tel:${part.replace(/[^+\d]/g, "")}`);
    case "bot_command":
      return command ? el("button", { type: "button", class: "command", click: () => command(part) }) : el("span");
    case "spoiler":
      return el("span", { class: "spoiler", tabindex: "0" });
    default:
      return el(tags[entity.type] ?? "span");
  }
}

// link leads out of the page; what is not an address is plain text.
export function link(address, attributes = {}) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return el("span");
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: say("workbench.chat.opens"), ...attributes });
}
