// How the page looks: stored between visits, and set before anything is painted.
"use strict";

const LOOKS = {
  screen: ["desktop", "360", "390", "all"],
  theme: ["light", "dark", "both"],
  sides: ["both", "one"],
};
const looks = document.documentElement.dataset;

/** Return what was saved under a name, or nothing if the browser saves nothing. */
function loadState(storage, name) {
  try {
    return JSON.parse(window[storage].getItem(`preview.${name}`)) ?? {};
  } catch {
    return {};
  }
}

function saveState(storage, name, value) {
  try {
    window[storage].setItem(`preview.${name}`, JSON.stringify(value));
  } catch {
    // a private window, or a full one
  }
}

{
  const saved = loadState("localStorage", "looks");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  for (const [name, values] of Object.entries(LOOKS)) {
    const fallback = name === "theme" && dark ? "dark" : values[0];
    looks[name] = values.includes(saved[name]) ? saved[name] : fallback;
  }
}
