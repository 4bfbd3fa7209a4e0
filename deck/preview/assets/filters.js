// Which cards are shown: those that contain all words of the search and match one ticked box in each group with any.
"use strict";

const form = document.getElementById("filters");
const search = document.getElementById("search");

/** The boxes that are ticked, by field. */
function chosen() {
  const fields = {};
  for (const box of form.querySelectorAll("input:checked")) (fields[box.name] ??= []).push(box.value);
  return fields;
}

/** Tick these boxes and search for these words. */
function choose({ fields = {}, words = "" }) {
  search.value = words;
  for (const box of form.querySelectorAll("input")) box.checked = fields[box.name]?.includes(box.value) ?? false;
  filter();
}

function matches(article, fields, words) {
  const { dataset } = article;
  const has = {
    deck: [dataset.deck],
    kind: [dataset.kind],
    tag: dataset.tag.split(" "),
    finding: dataset.finding.split(" "),
  };
  return Object.entries(fields).every(([name, values]) => values.some((value) => has[name].includes(value)))
    && words.every((word) => text(article).includes(word));
}

/** The text of a card in lower case, for the search. */
function text(article) {
  if (article.words === undefined) {
    const { front, back } = article.dataset;
    const html = new DOMParser().parseFromString(`${front} ${back}`, "text/html");
    article.words = `${article.querySelector(".about").textContent} ${html.body.textContent}`.toLowerCase();
  }
  return article.words;
}

/** Show the cards that match, and their number. */
function filter() {
  const fields = chosen();
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const articles = [...document.querySelectorAll("article")];
  for (const article of articles) article.hidden = !matches(article, fields, words);
  for (const heading of document.querySelectorAll("#list > h2")) {
    let next = heading.nextElementSibling;
    while (next?.matches("article[hidden]")) next = next.nextElementSibling;
    heading.hidden = !next?.matches("article");
  }
  const shown = articles.filter((article) => !article.hidden).length;
  const all = `${articles.length} card${articles.length === 1 ? "" : "s"}`;
  document.getElementById("count").textContent = shown === articles.length ? all : `${shown} of ${all}`;
  document.getElementById("empty").hidden = shown > 0 || articles.length === 0;
  document.getElementById("clear").hidden = !words.length && !Object.keys(fields).length;
  saveState("sessionStorage", "filters", { fields, words: search.value });
}

form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", filter);
document.getElementById("clear").addEventListener("click", () => choose({}));
