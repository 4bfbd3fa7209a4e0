// The page itself: what is chosen, which card is current, the keys, and cards put into frames as they come near.
"use strict";

const NEAR = 1200;
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target.dataset.shown === undefined) show(target);
    if (!isIntersecting && target.dataset.shown !== undefined && looks.paper === undefined && !fewFrames()) putAway(target);
  }
}, { rootMargin: `${NEAR}px 0px` });

function watchFor(article) {
  near.observe(article);
}

/** Put the other cards into frames too, a few at a time while nothing else is to do, so that they print and search. */
function showRest() {
  const next = fewFrames() ? document.querySelector("article:not([hidden], [data-shown])") : null;
  if (next) show(next);
  const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  if (next) later(showRest);
  else document.documentElement.dataset.complete = "";
}

/** Look at the cards in another way; what is in view stays in view. */
function look(name, value) {
  const place = mark();
  looks[name] = value;
  remember("localStorage", "looks", { screen: looks.screen, theme: looks.theme, sides: looks.sides });
  document.querySelector(`input[name="${name}"][value="${value}"]`).checked = true;
  if (name === "sides") for (const article of document.querySelectorAll("article")) delete article.dataset.side;
  for (const article of document.querySelectorAll("article[data-shown]")) {
    if (isNear(article) || (name === "theme" && fewFrames())) show(article);
    else putAway(article);
  }
  restore(place);
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
    // a page from a file has no history to rewrite in some browsers
  }
}

/** Go to the next card in a direction, from the current one if it is in view, else from the first that is. */
function step(direction) {
  const articles = [...document.querySelectorAll("article:not([hidden])")];
  const place = mark()?.article;
  const from = articles.indexOf(place) - (place !== current() && direction > 0);
  const to = articles[Math.min(Math.max(from + direction, 0), articles.length - 1)];
  if (to) go(to);
}

/** Show the other side of the current card. */
function flip() {
  const article = current() ?? mark()?.article;
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

function pressed(event) {
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

/** Go to the card that the address names: ``#id`` or ``#id/2``. */
function follow() {
  const name = decodeURIComponent(location.hash.slice(1));
  const article = document.getElementById(name) ?? document.getElementById(name.replace(/\/1$/, ""));
  if (!article?.matches("article")) return;
  if (article.hidden) choose({});
  go(article);
}

/** Paper shows both sides by day, of every card that is not filtered out; what is not in frames yet stays empty. */
function toPaper() {
  looks.paper = "";
  for (const article of document.querySelectorAll("article:not([hidden])")) show(article);
  for (const frame of document.querySelectorAll("iframe")) fit(frame);
}

function fromPaper() {
  delete looks.paper;
  for (const article of document.querySelectorAll("article[data-shown]")) {
    if (isNear(article) || fewFrames()) show(article);
    else putAway(article);
  }
  for (const frame of document.querySelectorAll("iframe")) fit(frame);
}

/** Print when every card is in its frames, with its formulas set and its pictures there. */
async function printAll() {
  toPaper();
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
document.addEventListener("keydown", pressed);
document.addEventListener("focusin", ({ target }) => { if (target.closest("article")) setCurrent(target.closest("article")); });
addEventListener("hashchange", follow);
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", fromPaper);
document.querySelector(".filters details").open = matchMedia("(width >= 900px)").matches;
choose(recall("sessionStorage", "filters"));
for (const article of document.querySelectorAll("article")) watchFor(article);
follow();
showRest();
if (looks.live !== undefined) listen();
