// Draws every chart of the page from the JSON beside it, laid out for the width that there is. Without this script the words and the table
// under each chart say the same.
"use strict";
const NARROW = 600, MEDIUM = 800, LONG = 40, PASSES = 4, LETTER = 7, SMALL_LETTER = 6.3, LINE = 16, ENTRY = 21, SIDE = 8, STAMP = "stamp";
const CONFIGURATION = { displayModeBar: false, responsive: false, scrollZoom: false };

// Text in lines of so many letters at most, broken between words, and after hyphens and underscores in words that are longer than a line.
function wrapped(text, letters) {
  const words = text.split(/(?<= )/).flatMap((word) => (word.trimEnd().length > letters ? word.split(/(?<=[_-])/) : [word]));
  const lines = [""];
  for (const word of words) {
    if ((lines.at(-1) + word).trimEnd().length > letters && lines.at(-1)) lines.push("");
    lines[lines.length - 1] += word;
  }
  return lines.map((line) => line.trimEnd()).join("<br>");
}

const lineCount = (text) => text.split("<br>").length;

// Of an axis whose numbers are given in words, the first and the last.
function ends({ tickvals, ticktext }) {
  return tickvals ? { tickvals: [tickvals[0], tickvals.at(-1)], ticktext: [ticktext[0], ticktext.at(-1)] } : {};
}

// Bars beside names: the names in short lines, windows beneath outcomes instead of in a column of their own.
function narrowBars(figure, width) {
  const layout = figure.layout;
  const renamed = (name) => wrapped(name.replaceAll("<br>", ""), Math.floor((width * 0.42) / SMALL_LETTER));
  for (const trace of figure.data) {
    if (Array.isArray(trace.y[0])) trace.y = trace.y[0].map((window, place) => `${renamed(trace.y[1][place])}<br><i>${window}</i>`);
    else trace.y = trace.y.map(renamed);
  }
  const names = [...new Set(figure.data.flatMap((trace) => trace.y))];
  const order = figure.data[0].y.flatMap((_, place) => figure.data.map((trace) => trace.y[place])).filter((name) => name !== undefined);
  const most = Math.max(...names.map(lineCount));
  layout.height += names.length * Math.max(0, most * LINE + 8 - 30);
  const words = figure.data.flatMap((trace) => trace.text ?? []);
  layout.margin = { ...layout.margin, l: SIDE, r: Math.min(width * 0.4, 16 + LETTER * Math.max(8, ...words.map((text) => text.length))) };
  layout.yaxis = { ...layout.yaxis, type: "category", categoryorder: "array", categoryarray: [...new Set(order)], tickfont: { size: 12 } };
  layout.xaxis = { ...layout.xaxis, nticks: 2, ...ends(layout.xaxis) };
  if (!layout.showlegend) return;
  const more = ENTRY * (figure.data.length - 1);
  layout.legend = { ...layout.legend, xref: "paper", x: 0, orientation: "v" };
  layout.margin.t += more;
  layout.height += more;
}

// The figure as it is drawn on a small screen: short lines, small margins, few ticks; every number stays.
function narrowed(figure, width) {
  const layout = figure.layout;
  const letters = Math.floor((width - 2 * SIDE) / LETTER);
  const beside = layout.annotations.filter((note) => note.xref === "paper" && note.x > 1).map((note) => note.text.length);
  const right = beside.length ? Math.min(width * 0.45, 10 + LETTER * Math.max(...beside)) : Math.min(layout.margin.r, width * 0.4);
  layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 48), r: right };
  for (const axis of [layout.xaxis, layout.yaxis]) {
    axis.tickfont = { size: 12, ...axis.tickfont };
    if (axis.title?.text) axis.title = { ...axis.title, text: wrapped(axis.title.text, letters - 8), font: { size: 13 } };
  }
  layout.xaxis.tickangle = 0;
  for (const trace of figure.data) {
    if (trace.mode === "markers" && trace.x.length > 1) trace.marker = { ...trace.marker, size: (trace.marker.size * width) / 500 };
  }
  if (typeof layout.xaxis.dtick === "number") layout.xaxis.dtick *= 2;
  if (layout.xaxis.dtick === "M12") layout.xaxis.dtick = "M24";
  for (const note of layout.annotations) {
    if (note.text.replace(/<[^>]+>/g, "").length <= letters) continue;
    note.text = note.text.includes("  ") ? note.text.replace("  ", "<br>") : wrapped(note.text, letters);
    if (note.yshift > 0 && note.yref === "y") note.yshift += LINE / 2;
  }
}

// What stands below the axis and its title: further down where the title has more lines, and fewer numbers where ticks are fewer.
function lowered(layout) {
  const below = layout.annotations.filter((note) => note.name === "below" || note.name === "count");
  const more = LINE * (lineCount(layout.xaxis.title?.text ?? "") - 1);
  if (!below.length) return;
  layout.annotations = layout.annotations.filter((note) => note.name !== "count" || note.x % layout.xaxis.dtick === 0);
  for (const note of below) note.yshift -= more;
  layout.margin.b += more;
  layout.height += more;
}

// Moves notes that reach out of the picture back into it, and notes that meet another upwards, a line at a time; the stamp of what is
// simulated stands at the top left, above all else. Tells whether anything moved.
function settled(place, layout) {
  const edge = place.getBoundingClientRect();
  const drawn = (number) => place.querySelector(`.annotation[data-index="${number}"]`);
  const stamp = layout.annotations.findIndex((note) => note.name === STAMP);
  const boxes = [];
  let moved = false, highest = layout.margin.t;
  layout.annotations.forEach((note, number) => {
    if (number === stamp || !drawn(number)) return;
    const box = drawn(number).getBoundingClientRect();
    const past = Math.min(0, edge.right - 2 - box.right) + Math.max(0, edge.left + 2 - box.left);
    const at = { left: box.left + past, right: box.right + past, top: box.top, bottom: box.bottom };
    if (Math.abs(past) > 1) note.xshift = (note.xshift ?? 0) + past;
    moved ||= Math.abs(past) > 1;
    const meets = () => boxes.some((other) =>
      at.left < other.right - 1 && other.left < at.right - 1 && at.top < other.bottom - 3 && other.top < at.bottom - 3);
    for (let tries = 0; tries < 6 && meets(); tries += 1) {
      note.yshift = (note.yshift ?? 0) + LINE;
      at.top -= LINE;
      at.bottom -= LINE;
      moved = true;
    }
    boxes.push(at);
    highest = Math.min(highest, at.top - edge.top);
  });
  const legend = place.querySelector(".legend");
  if (legend) highest = Math.min(highest, legend.getBoundingClientRect().top - edge.top);
  const room = stamp < 0 ? 2 : drawn(stamp).getBoundingClientRect().height + 4;
  const up = Math.max(0, room - highest);
  layout.margin = { ...layout.margin, t: layout.margin.t + up };
  layout.height += up;
  if (stamp >= 0) {
    const note = layout.annotations[stamp];
    const box = drawn(stamp).getBoundingClientRect();
    const across = edge.left - box.left, down = box.top - edge.top - 2;
    Object.assign(note, { align: "left", yshift: note.yshift + down, xshift: (note.xshift ?? 0) + across });
    moved ||= Math.abs(across) > 1 || Math.abs(down) > 1;
  }
  return moved || up > 1;
}

async function draw(place, width) {
  const figure = JSON.parse(document.getElementById(place.id + "-data").textContent);
  const { data, layout } = figure;
  const bars = data.filter((trace) => trace.orientation === "h");
  const isLong = bars.some((trace) => trace.y.some((name) => name.length > LONG));
  if (bars.length && width < (isLong ? MEDIUM : NARROW)) narrowBars(figure, width);
  if (width < NARROW) narrowed(figure, width);
  if (width < NARROW) lowered(layout);
  layout.width = width;
  await Plotly.react(place, data, layout, CONFIGURATION);
  for (let tries = 0; tries < PASSES && settled(place, layout); tries += 1) await Plotly.react(place, data, { ...layout }, CONFIGURATION);
}

async function drawAll(width) {
  for (const place of document.querySelectorAll(".chart")) await draw(place, width ?? place.clientWidth);
  document.documentElement.dataset.drawn = "true";
}

let waiting, last = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === last) return;
  last = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});
window.addEventListener("beforeprint", () => drawAll(640));
window.addEventListener("afterprint", () => drawAll());
// Once type is there: notes are moved by the room that they take.
document.fonts.ready.then(() => drawAll());
