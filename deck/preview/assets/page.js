// The page itself: the chosen view, the current card, the keys, and frames for cards that are near the visible part.
"use strict";

const NEAR = 1200;
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target.dataset.shown === undefined) show(target);
    if (!isIntersecting && target.dataset.shown !== undefined && looks.paper === undefined && !fewFrames()) removeFrames(target);
  }
}, { rootMargin: `${NEAR}px 0px` });

function watchFor(article) {
  near.observe(article);
}

/** Give the other cards frames too, one at a time when the browser is idle, so that they are printed and searched. */
function showRest() {
  const next = fewFrames() ? document.querySelector("article:not([hidden], [data-shown])") : null;
  if (next) show(next);
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  if (next) later(showRest);
  else document.documentElement.dataset.complete = "";
}

/** Change the screen, the theme or the sides; the card in view stays in view. */
function look(name, value) {
  const place = currentPlace();
  looks[name] = value;
  saveState("localStorage", "looks", { screen: looks.screen, theme: looks.theme, sides: looks.sides });
  document.querySelector(`input[name="${name}"][value="${value}"]`).checked = true;
  if (name === "sides") for (const article of document.querySelectorAll("article")) delete article.dataset.side;
  for (const article of document.querySelectorAll("article[data-shown]")) {
    if (isNear(article) || (name === "theme" && fewFrames())) show(article);
    else removeFrames(article);
  }
  restorePlace(place);
  showRest();
}

function isNear(article) {
  const { top, bottom } = article.getBoundingClientRect();
  return bottom > -NEAR && top < innerHeight + NEAR;
}

function cycle(name) {
  const values = LOOKS[name];
  look(name, values[(values.indexOf(looks[name]) + 1) % values.length]);
}

function current() {
  return document.querySelector("article[aria-current]");
}

function setCurrent(article) {
  if (article === current()) return;
  current()?.removeAttribute("aria-current");
  article.setAttribute("aria-current", "true");
}

/** Go to a card: make it current, and bring it under the bar. */
function go(article) {
  setCurrent(article);
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
  try {
    history.replaceState(null, "", `#${article.id}`);
  } catch {
    // in some browsers the history of a local file cannot be changed
  }
}

/** Go to the next card in a direction, from the current one if it is in view, else from the first that is. */
function step(direction) {
  const articles = [...document.querySelectorAll("article:not([hidden])")];
  const place = currentPlace()?.article;
  const from = articles.indexOf(place) - (place !== current() && direction > 0);
  const to = articles[Math.min(Math.max(from + direction, 0), articles.length - 1)];
  if (to) go(to);
}

/** Show the other side of the current card. */
function flip() {
  const article = current() ?? currentPlace()?.article;
  if (!article) return;
  setCurrent(article);
  const shown = article.dataset.side ?? (looks.sides === "both" ? "back" : "front");
  article.dataset.side = shown === "front" ? "back" : "front";
}

const KEYS = {
  j: () => step(1),
  ArrowRight: () => step(1),
  k: () => step(-1),
  ArrowLeft: () => step(-1),
  " ": flip,
  t: () => cycle("theme"),
  s: () => cycle("screen"),
  p: printAll,
  "/": () => search.focus(),
  "?": () => document.getElementById("keys").togglePopover(),
  Escape: () => choose({}),
};

function keyPressed(event) {
  const { key, target } = event;
  const action = KEYS[key];
  const chord = event.ctrlKey || event.metaKey || event.altKey;
  if (!action || (chord && (key !== "p" || event.altKey || event.shiftKey))) return;
  if (target.matches?.("input[type=search], input[type=text]") && key !== "Escape" && !chord) return;
  if (target.matches?.("button, summary, input") && (key === " " || key.startsWith("Arrow"))) return;
  if (key === "Escape" && document.querySelector(":popover-open")) return;
  event.preventDefault();
  if (target === search) search.blur();
  action();
}

/** Go to the card in the address: ``#id`` or ``#id/2``. */
function goToHash() {
  const name = decodeURIComponent(location.hash.slice(1));
  const article = document.getElementById(name) ?? document.getElementById(name.replace(/\/1$/, ""));
  if (!article?.matches("article")) return;
  if (article.hidden) choose({});
  go(article);
}

/** On paper every card that is not filtered out has both sides, by day; a card without frames stays empty. */
function preparePrint() {
  looks.paper = "";
  for (const article of document.querySelectorAll("article:not([hidden])")) show(article);
  for (const frame of document.querySelectorAll("iframe")) fit(frame);
}

function endPrint() {
  delete looks.paper;
  for (const article of document.querySelectorAll("article[data-shown]")) {
    if (isNear(article) || fewFrames()) show(article);
    else removeFrames(article);
  }
  for (const frame of document.querySelectorAll("iframe")) fit(frame);
}

/** Print as soon as every card has its frames, formulas and pictures. */
async function printAll() {
  preparePrint();
  const count = document.getElementById("count");
  const frames = [...document.querySelectorAll("article:not([hidden]) iframe")];
  const ready = (frame) => "ready" in frame.dataset && [...frame.contentDocument.images].every((image) => image.complete);
  for (const [n, frame] of frames.entries()) {
    count.textContent = `preparing ${Math.ceil(n / 2)} of ${frames.length / 2}`;
    while (!ready(frame)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  filter();
  window.print();
}

for (const name of Object.keys(LOOKS)) {
  document.querySelector(`input[name="${name}"][value="${looks[name]}"]`).checked = true;
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) input.addEventListener("change", () => look(name, input.value));
}
document.addEventListener("keydown", keyPressed);
document.addEventListener("focusin", ({ target }) => { if (target.closest("article")) setCurrent(target.closest("article")); });
addEventListener("hashchange", goToHash);
addEventListener("beforeprint", preparePrint);
addEventListener("afterprint", endPrint);
document.querySelector(".filters details").open = matchMedia("(width >= 900px)").matches;
choose(loadState("sessionStorage", "filters"));
for (const article of document.querySelectorAll("article")) watchFor(article);
goToHash();
showRest();
if (looks.live !== undefined) listen();
