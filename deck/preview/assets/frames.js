// Cards in frames. Each side is a separate document, as in Anki, with the classes that Anki sets; it cannot run scripts.
// MathJax runs in this page and typesets the formulas of all frames. It is loaded once, and only if there is a formula.
"use strict";

const SCREENS = {
  desktop: { label: "Desktop", root: "linux chrome", body: "isLin fancy", height: 800 },
  360: { label: "Android", root: "android mobile chrome", body: "mathjax-rendered", height: 640 },
  390: { label: "iPhone", root: "iphone ios mobile safari", body: "mathjax-rendered", height: 844 },
};
// What a frame may load: 'self' alone means nothing in a frame without an address, in Firefox.
const OWN = `'self' ${location.protocol === "file:" ? "file:" : location.origin}`;
const SHELL = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${OWN}; media-src ${OWN}; font-src ${OWN}; style-src ${OWN} 'unsafe-inline'; base-uri ${OWN}; form-action 'none'">
<meta name="referrer" content="no-referrer"><base href="media/" target="_blank"><link rel="stylesheet" href="../anki.css">
<title>Card</title><style id="maths"></style></head><body><div id="qa" dir="auto"></div></body></html>`;
const FORMULA = /\\\(.*?\\\)|\\\[.*?\\\]/s;

/** Show a card with the chosen screens and themes. */
function show(article) {
  const pairs = article.querySelector(".pairs");
  const { screen, theme } = looks.paper === undefined ? looks : { screen: "desktop", theme: "light" };
  const screens = screen === "all" ? ["desktop", "360", "390"] : [screen];
  const themes = theme === "both" ? ["light", "dark"] : [theme];
  const wanted = screens.flatMap((each) => themes.map((other) => ({ screen: each, theme: other })));
  while (pairs.children.length > wanted.length) pairs.lastElementChild.remove();
  while (pairs.children.length < wanted.length) pairs.append(makePair(article));
  wanted.forEach((want, n) => Object.assign(pairs.children[n].dataset, want));
  for (const frame of pairs.querySelectorAll("iframe")) applyScreen(frame);
  pairs.style.minHeight = "";
  article.dataset.shown = "";
}

/** Remove the frames of a card, and keep its height. */
function removeFrames(article) {
  const pairs = article.querySelector(".pairs");
  pairs.style.minHeight = `${pairs.offsetHeight}px`;
  pairs.replaceChildren();
  delete article.dataset.shown;
}

/** Whether all cards may have frames at once; many frames make a browser slow. */
function fewFrames() {
  const times = (looks.screen === "all" ? 3 : 1) * (looks.theme === "both" ? 2 : 1);
  return document.querySelectorAll("article").length * times <= 60;
}

function makePair(article) {
  const pair = document.createElement("div");
  pair.className = "pair";
  for (const side of ["front", "back"]) {
    const figure = document.createElement("figure");
    const frame = document.createElement("iframe");
    const caption = document.createElement("figcaption");
    figure.className = side;
    frame.sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    frame.addEventListener("load", () => frameLoaded(frame, article));
    frame.srcdoc = SHELL;
    new ResizeObserver(() => { if (frame.dataset.filled === undefined) fill(frame, article); }).observe(frame);
    figure.append(caption, frame);
    pair.append(figure);
  }
  return pair;
}

/** A frame has loaded its document: add event listeners, and fill it. */
function frameLoaded(frame, article) {
  const page = frame.contentDocument;
  if (!page?.getElementById("qa")) return;
  page.addEventListener("click", (event) => linkClicked(event));
  page.addEventListener("keydown", (event) => {
    setCurrent(article);
    keyPressed(event);
  });
  new ResizeObserver(() => fit(frame)).observe(page.documentElement);
  applyScreen(frame);
  fill(frame, article);
}

/** Give a frame's document the classes that Anki gives it on this screen and in this theme. */
function applyScreen(frame) {
  const { screen, theme } = frame.closest(".pair").dataset;
  const { side, ordinal, id } = about(frame);
  const { label, root, body, height } = SCREENS[screen];
  const size = screen === "desktop" ? "" : ` ${screen}`;
  frame.title = `${side} of ${id}, ${label}${size}, ${theme}`;
  frame.previousElementSibling.textContent = `${side} · ${label}${size}${looks.theme === "both" ? ` · ${theme}` : ""}`;
  const page = frame.contentDocument;
  if (!page?.getElementById("qa")) return;
  const night = theme === "dark";
  page.documentElement.className = root + (night ? " night-mode" : "");
  page.documentElement.style.setProperty("--screen", `${height}px`);
  page.body.style.zoom = looks.paper === undefined ? "" : ".75";
  page.body.className = `card card${ordinal} ${night ? "nightMode night_mode " : ""}${body}`;
}

/** Put a side into its frame and typeset its formulas. Scripts and event handlers are removed before. */
async function fill(frame, article) {
  if (!frame.isConnected) return; // the observer also runs when a frame is removed
  delete frame.dataset.ready;
  delete frame.dataset.filled;
  const { side } = about(frame);
  const html = article.dataset[side];
  const page = frame.contentDocument;
  const qa = page?.getElementById("qa");
  if (!qa || !frame.offsetWidth) return; // MathJax measures sizes, so a hidden side waits until it is visible
  frame.dataset.filled = "";
  const safe = document.createElement("template");
  safe.innerHTML = html;
  for (const each of safe.content.querySelectorAll("script")) each.remove();
  for (const each of safe.content.querySelectorAll("*")) {
    for (const { name } of [...each.attributes]) if (name.startsWith("on")) each.removeAttribute(name);
  }
  const style = page.createElement("style");
  style.textContent = document.querySelector(`template.style[data-note-type="${CSS.escape(article.dataset.noteType)}"]`).dataset.style;
  qa.replaceChildren(style, page.importNode(safe.content, true));
  if (FORMULA.test(html)) await setFormulas(page, qa);
  frame.dataset.ready = "";
  fit(frame);
}

let typesetting = Promise.resolve();

/** Typeset the formulas of one document after another, as Anki's reviewer does with its only one. */
function setFormulas(page, qa) {
  qa.style.opacity = "0";
  typesetting = typesetting.then(loadMathJax).then(async () => {
    if (qa.isConnected && page.defaultView) {
      MathJax.typesetClear();
      page.getElementById("maths").textContent = mathStyle();
      await MathJax.typesetPromise([qa]);
      page.getElementById("maths").textContent = mathStyle();
    }
  }).catch((error) => console.error("MathJax:", error)).then(() => { qa.style.opacity = ""; });
  return typesetting;
}

/** The style sheets that MathJax has made in this page, as text. */
function mathStyle() {
  const sheets = [...document.head.querySelectorAll("style")].map((style) => style.sheet);
  return sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join("\n");
}

/** Load MathJax with Anki's own settings, but without its menu, which would open in this page. */
function loadMathJax() {
  loadMathJax.done ??= new Promise((resolve, reject) => {
    window.MathJax = {
      tex: {
        displayMath: [["\\[", "\\]"]],
        processEscapes: false,
        processEnvironments: false,
        processRefs: false,
        packages: { "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"] },
      },
      loader: { load: ["[tex]/noerrors", "[tex]/mathtools"], versionWarnings: false },
      options: { enableMenu: false },
      startup: { typeset: false },
    };
    const script = document.createElement("script");
    script.src = "mathjax/tex-chtml-full.js";
    script.onload = () => MathJax.startup.promise.then(resolve, reject);
    script.onerror = reject;
    document.head.append(script);
  });
  return loadMathJax.done;
}

/** Make a frame as high as its card. */
function fit(frame) {
  const root = frame.contentDocument?.documentElement;
  const border = frame.offsetHeight - frame.clientHeight;
  if (root && frame.offsetWidth) frame.style.minHeight = `${Math.ceil(root.getBoundingClientRect().height) + border}px`;
}

/** Open a hint as its own script would, and play a sound; links without an address do nothing. */
function linkClicked(event) {
  const link = event.target.closest?.("a");
  if (!link || /^(https?|mailto):/.test(link.getAttribute("href") ?? "")) return;
  event.preventDefault();
  if (link.matches(".hint")) {
    link.style.display = "none";
    link.nextElementSibling.style.display = "block";
  } else if (link.dataset.sound) {
    new Audio(`media/${encodeURIComponent(link.dataset.sound)}`).play();
  }
}

function about(frame) {
  const { id, dataset } = frame.closest("article");
  return { id, ordinal: dataset.ordinal, side: frame.parentElement.className };
}
