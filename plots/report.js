// Tables of class "sortable": a click on a heading sorts by its column, numbers as numbers, empty fields last.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.rows[0].cells];
  headings.forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
    const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    headings.forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const order = (a, b) => {
      if (a === "" || b === "") return (a === "") - (b === "");
      const difference = Number(a.replace("inf", "Infinity")) - Number(b.replace("inf", "Infinity"));
      return sign * (Number.isNaN(difference) ? a.localeCompare(b) : difference);
    };
    const rows = [...table.rows].slice(1).map(row => [key(row), row]);
    rows.sort((a, b) => order(a[0], b[0])).forEach(([, row]) => table.tBodies[0].append(row));
  }));
}

// Figures are drawn by gnuplot, each by itself: identifiers get the number of the drawing, and none is called "gnuplot".
document.querySelectorAll("figure svg").forEach((svg, number) => {
  svg.querySelectorAll("title").forEach(title => title.remove());
  for (const part of svg.querySelectorAll("[id]")) part.id = `drawing-${number}-${part.id}`;
  for (const use of svg.querySelectorAll("use")) {
    const link = use.getAttribute("xlink:href");
    use.setAttribute("href", `#drawing-${number}-${link.slice(1)}`);
    use.removeAttribute("xlink:href");
  }
});

// gnuplot's drawings call this object where the pointer is on a point.
const gnuplot_svg = (() => {
  const tip = document.body.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.hidden = true;
  return {
    showHypertext(event, text) {
      tip.textContent = text;
      tip.hidden = false;
      const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
      tip.style.left = `${scrollX + Math.max(8, Math.min(event.clientX + 12, room))}px`;
      tip.style.top = `${scrollY + event.clientY + 14}px`;
    },
    hideHypertext() { tip.hidden = true; },
  };
})();

// On a dark screen light and dark change places and hues stay; white becomes the page.
(() => {
  const dark_of = ([red, green, blue]) => {
    const lightness = (Math.max(red, green, blue) + Math.min(red, green, blue)) / 2;
    if (lightness > 0.99) return "var(--page)";
    const chroma = Math.max(red, green, blue) - Math.min(red, green, blue);
    const target = chroma < 0.05 ? 0.16 + 0.76 * (1 - lightness) : Math.max(0.64, 1 - lightness);
    const scale = chroma > 0 ? Math.min(1.3, (1 - Math.abs(2 * target - 1)) / chroma) : 0;
    const part = value => Math.round(255 * Math.min(1, Math.max(0, target + scale * (value - lightness))));
    return `rgb(${part(red)},${part(green)},${part(blue)})`;
  };
  const rules = new Set();
  for (const property of ["fill", "stroke", "color"])
    for (const part of document.querySelectorAll(`figure svg [${property}]`)) {
      const text = part.getAttribute(property);
      const parsed = /^rgb\((\d+),(\d+),(\d+)\)$/.exec(getComputedStyle(part)[property].replaceAll(" ", ""));
      if (text === "none" || text === "currentColor" || !parsed) continue;
      const colour = dark_of(parsed.slice(1).map(value => value / 255));
      rules.add(`figure [${property}="${text}"] { ${property}: ${colour}; }`);
    }
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent = `@media screen and (prefers-color-scheme: dark) {\n${[...rules].join("\n")}\n}`;
})();
