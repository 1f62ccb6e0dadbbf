"use strict";
// Draws every figure of the page from its JSON block. Nothing is fetched: not from a network, not
// from a file. Without this script the page still has its sentences and tables.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const styles = getComputedStyle(document.documentElement);

  // Every colour of a figure has its counterpart in the style sheet, as --c-RRGGBB, for dark paper.
  function recolour(value) {
    if (typeof value === "string") {
      if (!/^#[0-9A-F]{6}$/.test(value)) return value;
      return styles.getPropertyValue("--c-" + value.slice(1)).trim() || value;
    }
    if (Array.isArray(value)) return value.map(recolour);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recolour(inner)]));
  }

  const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  const first = (value) => (Array.isArray(value) ? value[0] : value);

  // The key stands in the page and not in the drawing: it wraps on a phone and covers nothing.
  function makeKey(traces) {
    const list = document.createElement("ul");
    list.className = "key";
    for (const trace of traces) {
      if (!trace.name || trace.showlegend === false) continue;
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      const marker = trace.marker || {};
      const border = (marker.line && first(marker.line.color)) || "";
      swatch.className = trace.type === "scatter" ? "dot" : "block";
      swatch.style.backgroundColor = first(marker.color) || border;
      if (border) swatch.style.borderColor = border;
      if (marker.pattern && typeof marker.pattern.shape === "string") swatch.classList.add("hatch");
      item.append(swatch, plain(trace.name));
      list.append(item);
    }
    return list;
  }

  function draw(block) {
    const figure = recolour(JSON.parse(block.textContent));
    const place = block.previousElementSibling;
    const layout = figure.layout;
    const before = place.previousElementSibling;
    if (before && before.classList.contains("key")) before.remove();
    if (layout.showlegend) {
      place.before(makeKey(figure.data));
      layout.showlegend = false;
    }
    layout.autosize = true;
    Plotly.react(place, figure.data, layout, { displayModeBar: false, responsive: true });
  }

  const blocks = document.querySelectorAll("script.figure");
  const drawAll = () => blocks.forEach(draw);
  drawAll();
  dark.addEventListener("change", drawAll);
  document.documentElement.dataset.drawn = String(blocks.length);

  // On paper every table is open, and afterwards as the reader had it.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((fold) => { fold.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((fold) => { fold.open = false; }));
})();
