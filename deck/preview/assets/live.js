// A served page is notified of changes, and shows them without losing the reader's place.
"use strict";

/** Copy what is new from a newer page; a card that is the same stays untouched, with its frames. */
function updatePage(newer) {
  document.documentElement.dataset.version = newer.documentElement.dataset.version;
  const ticked = { fields: chosen(), words: search.value };
  const place = currentPlace();
  for (const id of ["filters", "errors", "findings"]) {
    const part = newer.getElementById(id);
    if (part.innerHTML !== document.getElementById(id).innerHTML) document.getElementById(id).replaceChildren(...part.childNodes);
  }
  for (const style of document.querySelectorAll("template.style")) style.remove();
  document.body.append(...newer.querySelectorAll("template.style"));
  document.title = newer.title;
  document.querySelector(".bar h1").textContent = newer.querySelector(".bar h1").textContent;
  updateCards(document.getElementById("list"), newer.getElementById("list"));
  choose(ticked);
  restorePlace(place);
}

function updateCards(list, newer) {
  const old = new Map([...list.children].map((each) => [each.dataset.key, each]));
  const keys = new Set([...newer.children].map((each) => each.dataset.key));
  for (const [key, each] of old) if (!keys.has(key)) each.remove();
  let next = list.firstElementChild;
  for (const part of [...newer.children]) {
    const known = old.get(part.dataset.key);
    if (known === next && known) next = next.nextElementSibling;
    else list.insertBefore(known ?? part, next);
    if (!part.matches("article")) continue;
    if (known) updateCard(known, part);
    else watchFor(part);
  }
}

/** Update an article of the page from the newer one. */
function updateCard(article, newer) {
  const shown = article.dataset.shown;
  const before = JSON.stringify(content(article));
  for (const [name, value] of Object.entries(newer.dataset)) article.dataset[name] = value;
  article.id = newer.id;
  article.querySelector(".about").replaceChildren(...newer.querySelector(".about").childNodes);
  delete article.words;
  if (before === JSON.stringify(content(article))) return;
  article.classList.remove("changed");
  requestAnimationFrame(() => article.classList.add("changed"));
  if (shown === undefined) return;
  show(article);
  for (const frame of article.querySelectorAll("iframe")) fill(frame, article);
}

function content(article) {
  const { front, back, noteType } = article.dataset;
  return [front, back, document.querySelector(`template.style[data-note-type="${CSS.escape(noteType)}"]`)?.dataset.style];
}

/** The current card, or else the first in view, and its position, so that changes above it do not move it. */
function currentPlace() {
  const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  const inView = (each) => each.getBoundingClientRect().bottom > top && each.getBoundingClientRect().top < innerHeight;
  const articles = [...document.querySelectorAll("article:not([hidden])")];
  const article = [current(), ...articles].find((each) => each && !each.hidden && inView(each));
  return article && { article, offset: article.getBoundingClientRect().top };
}

function restorePlace(place) {
  if (place?.article.isConnected && scrollY > 0) scrollBy({ top: place.article.getBoundingClientRect().top - place.offset, behavior: "instant" });
}

async function load(name) {
  const answer = await fetch(name, { cache: "no-store" });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Show the newer page: what changed since this one, or all of it if this one is older. */
async function refresh() {
  const { version } = document.documentElement.dataset;
  let newer = await load("update.html");
  if (newer.documentElement.dataset.version === version) return;
  if (newer.documentElement.dataset.before !== version) newer = await load("index.html");
  if (newer.documentElement.dataset.version !== version) updatePage(newer);
}

/** Listen while the page is in view: browsers allow a site only a few open connections, over all its tabs. */
function listen() {
  const light = document.getElementById("live");
  const setStatus = (word) => Object.assign(light, { hidden: false, textContent: word, className: word });
  let events = null;
  let refreshing = Promise.resolve();
  const connect = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource("events");
    events.onopen = () => setStatus("live");
    events.onerror = () => setStatus("stopped");
    events.onmessage = () => { refreshing = refreshing.then(refresh).catch(() => setStatus("stopped")); };
  };
  document.addEventListener("visibilitychange", connect);
  connect();
}
