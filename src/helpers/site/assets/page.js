"use strict";
// Draws every figure of the page from its JSON block. Nothing is fetched: not from a network, not
// from a file. Without this script the page still has its sentences and tables.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Texts and grids follow the theme; data keep their colours, which mean something.
  function themed(layout) {
    const copy = JSON.parse(JSON.stringify(layout));
    const text = read("--text"), quiet = read("--quiet"), line = read("--line");
    copy.font = Object.assign({}, copy.font, { color: text });
    for (const key of Object.keys(copy)) {
      if (/^[xy]axis\d*$/.test(key)) {
        Object.assign(copy[key], { gridcolor: line, linecolor: line });
        copy[key].tickfont = Object.assign({}, copy[key].tickfont, { color: quiet });
        if (copy[key].title && copy[key].title.font) copy[key].title.font.color = quiet;
      }
    }
    if (dark.matches) {
      for (const note of copy.annotations || []) note.font = Object.assign({}, note.font, { color: text });
    }
    return copy;
  }

  function draw(block) {
    const figure = JSON.parse(block.textContent);
    const place = block.previousElementSibling;
    const layout = themed(figure.layout);
    layout.autosize = true;
    const config = { displayModeBar: false, responsive: true, displaylogo: false };
    Plotly.react(place, figure.data, layout, config);
  }

  const blocks = document.querySelectorAll("script.figure");
  const drawAll = () => blocks.forEach(draw);
  drawAll();
  dark.addEventListener("change", drawAll);
  document.documentElement.dataset.drawn = String(blocks.length);
})();
