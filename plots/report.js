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
