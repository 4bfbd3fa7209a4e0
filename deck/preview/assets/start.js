// How the page looks, kept from visit to visit, and set before anything is painted.
"use strict";

const LOOKS = {
  screen: ["desktop", "360", "390", "all"],
  theme: ["light", "dark", "both"],
  sides: ["both", "one"],
};
const looks = document.documentElement.dataset;

/** Read what was kept under a name; a browser that keeps nothing is fine. */
function recall(storage, name) {
  try {
    return JSON.parse(window[storage].getItem(`preview.${name}`)) ?? {};
  } catch {
    return {};
  }
}

function remember(storage, name, value) {
  try {
    window[storage].setItem(`preview.${name}`, JSON.stringify(value));
  } catch {
    // a private window, or a full one
  }
}

{
  const kept = recall("localStorage", "looks");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (const [name, values] of Object.entries(LOOKS)) {
    const fallback = name === "theme" && dark ? "dark" : values[0];
    looks[name] = values.includes(kept[name]) ? kept[name] : fallback;
  }
}
