// The page's own texts, which the server put into the page in its language.

const texts = JSON.parse(document.body.dataset.texts);

export const lang = document.documentElement.lang;

// text is the text with the id, its {Slots} filled from values.
export function text(id, values = {}) {
  return (texts[id] ?? id).replace(/\{(\w+)\}/g, (slot, name) => values[name] ?? slot);
}

const percents = new Intl.NumberFormat(lang, { style: "percent" });

// percent writes a share between 0 and 1, never as nothing or as all unless it
// is exactly that.
export function percent(share) {
  if (share > 0 && share < 0.01) return `<${percents.format(0.01)}`;
  if (share > 0.99 && share < 1) return `>${percents.format(0.99)}`;
  return percents.format(share);
}

export const decimal = (n) => new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(n);

const names = new Intl.DisplayNames([lang], { type: "language" });

// languageName is a language's name in the page's language.
export const languageName = (code) => (code === "und" ? text("workbench.why.unknown") : names.of(code));
