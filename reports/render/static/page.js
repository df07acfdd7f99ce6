// Draws every chart of the page from the JSON beside it. Without this script the words and the table under each chart say the same.
"use strict";
for (const place of document.querySelectorAll(".chart")) {
  const figure = JSON.parse(document.getElementById(place.id + "-data").textContent);
  Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true, staticPlot: false, scrollZoom: false });
}
window.addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll(".chart")) Plotly.relayout(place, { width: 640 });
});
window.addEventListener("afterprint", () => {
  for (const place of document.querySelectorAll(".chart")) Plotly.relayout(place, { width: null, autosize: true });
});
