// Shows the answer to the chosen options, in words and as a picture. Every word and every place comes ready from the page's data.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("choices");
const part = (name) => document.getElementById(name);
const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes, ...children) {
  const element = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function hatch(id) {
  const stripe = make("svg:path", { d: "M-1 1 l2 -2 M0 8 l8 -8 M7 9 l2 -2", class: "stripe" });
  return make("svg:defs", {}, make("svg:pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, stripe));
}

function drawDots(parts) {
  const across = parts.all > 200 ? 40 : 20, lines = Math.max(1, Math.ceil(parts.all / across));
  const drawn = make("svg:svg", { viewBox: `0 0 ${across * 10} ${lines * 10}`, class: parts.all > 200 ? "dots" : "dots few" });
  for (let place = 0; place < parts.all; place += 1) {
    const at = { cx: (place % across) * 10 + 5, cy: Math.floor(place / across) * 10 + 5, r: 3.6 };
    drawn.append(make("svg:circle", { ...at, class: place < parts.reached ? "own" : "rest" }));
  }
  const legend = make("p", { class: "legend" }, make("span", { class: "own" }, parts.own));
  if (parts.rest) legend.append(" ", make("span", { class: "rest" }, parts.rest));
  return [legend, drawn, make("p", { class: "quiet" }, parts.each)];
}

function drawHatched(words) {
  const box = make("svg:rect", { width: "100%", height: "100%", fill: "url(#hatch)" });
  return [make("p", { class: "legend" }, words), make("svg:svg", { class: "hatched" }, hatch("hatch"), box)];
}

function drawBars(parts) {
  const percent = (at) => `${at / 10}%`;
  const line = (at, name, height) => make("svg:line", { x1: percent(at), x2: percent(at), y1: 0, y2: height, class: name });
  const drawn = [];
  if (parts.mark) drawn.push(make("p", { class: "legend" }, make("span", { class: "line" }, parts.mark.words)));
  parts.rows.forEach((row, place) => {
    const bar = make("svg:svg", { class: "bar" }, hatch(`hatch-${place}`));
    for (const tick of parts.ticks) bar.append(line(tick.at, "tick", 36));
    if (row.at) {
      const [low, value, high] = row.at;
      const side = row.own ? "own" : "other";
      bar.append(make("svg:rect", { x: percent(low), width: percent(Math.max(high - low, 2)), y: 8, height: 20, class: `range ${side}` }));
      bar.append(make("svg:circle", { cx: percent(value), cy: 18, r: 6, class: side }));
    } else bar.append(make("svg:rect", { x: 0, width: "100%", y: 4, height: 28, fill: `url(#hatch-${place})` }));
    if (parts.mark) bar.append(line(parts.mark.at, "threshold", 36));
    drawn.push(make("p", { class: "label" }, make("b", {}, row.label), `: ${row.words}`), bar);
  });
  const axis = make("svg:svg", { class: "axis" });
  for (const tick of parts.ticks) {
    const anchor = tick.at < 20 ? "start" : tick.at > 980 ? "end" : "middle";
    axis.append(make("svg:text", { x: percent(tick.at), y: 16, "text-anchor": anchor }, tick.words));
  }
  return [...drawn, axis, make("p", { class: "quiet" }, parts.axis)];
}

function draw(picture, alternative) {
  const drawn = picture.dots ? drawDots(picture.dots) : picture.bars ? drawBars(picture.bars) : drawHatched(picture.hatched);
  for (const element of drawn) if (element.namespaceURI === SVG) element.setAttribute("aria-hidden", "true");
  part("picture").replaceChildren(make("p", { class: "unseen" }, alternative), ...drawn);
}

function chosen() {
  return Object.fromEntries(new FormData(form));
}

function show() {
  const choice = chosen();
  const key = data.matters[choice.count].map((name) => choice[name]).join("|");
  const found = data.answers[key].map((place) => (Array.isArray(place) ? place.map((one) => data.contents[one]) : data.contents[place]));
  const [finding, range, verdict, notes, sources, picture, alternative] = found;
  part("finding").textContent = finding;
  part("range").textContent = range;
  part("verdict").textContent = verdict;
  part("notes").replaceChildren(...notes.map((words) => make("p", {}, words)));
  part("sources").replaceChildren(...sources.map((words) => make("p", {}, words)));
  draw(picture, alternative);
  for (const words of document.querySelectorAll(".idle")) words.hidden = words.dataset.count !== choice.count;
  const told = [...form.querySelectorAll("fieldset")].map(
    (field) => `${field.querySelector("legend").textContent}: ${field.querySelector("input:checked + span").textContent}`,
  );
  part("chosen").textContent = `${part("chosen").dataset.before} – ${told.join(" · ")}`;
  for (const other of document.querySelectorAll(".languages a")) other.hash = `#${new URLSearchParams(choice)}`;
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (location.hash && ![...asked.keys()].some((name) => name in data.start)) return;
  for (const [name, start] of Object.entries(data.start)) {
    const options = [...form.elements[name]];
    (options.find((option) => option.value === asked.get(name)) ?? options.find((option) => option.value === start)).checked = true;
  }
}

form.addEventListener("change", () => {
  history.replaceState(null, "", `#${new URLSearchParams(chosen())}`);
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => {
  readAddress();
  show();
});
readAddress();
show();
