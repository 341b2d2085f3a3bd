// The page's own texts, which the server put into the page in its language.

const texts = JSON.parse(document.body.dataset.texts);

export const lang = document.documentElement.lang;

// text is the text with the id, its {Slots} filled from values.
export function text(id, values = {}) {
  return (texts[id] ?? id).replace(/\{(\w+)\}/g, (slot, name) => values[name] ?? slot);
}

// percent writes a share between 0 and 1.
export const percent = (share) => new Intl.NumberFormat(lang, { style: "percent" }).format(share);

export const decimal = (n) => new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(n);

const names = new Intl.DisplayNames([lang], { type: "language" });

// languageName is a language's name in the page's language.
export const languageName = (code) => (code === "und" ? text("workbench.why.unknown") : names.of(code));
