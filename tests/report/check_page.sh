#!/usr/bin/env bash
# A report in headless Chromium (package chromium) at 1280 and 390 pixels, light and dark: nothing wider than the screen, no error,
# one drawing of each figure in which no word is cut or lies on another, points that tell their values, tables that sort. Leaves screenshots beside the page for the eye.
#
#     tests/report/check_page.sh out/census/report.html
set -euo pipefail
page="$(realpath "$1")"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/probe.html" <<'PROBE'
<script>
const faults = [];
addEventListener("error", event => faults.push("script: " + event.message));
// No word of a drawing is cut or lies on another.
const checkWords = (svg, name) => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].filter(text => text.textContent.trim() !== "").map(text => ({ text: text.textContent.trim(), box: text.getBoundingClientRect() }));
  words.forEach(({ text, box }, i) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 3)
      faults.push(`"${text}" is cut in "${name}"`);
    for (const other of words.slice(i + 1)) {
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (wide > 1 && high > 0.35 * Math.min(box.height, other.box.height)) faults.push(`"${text}" lies on "${other.text}" in "${name}"`);
    }
  });
};
addEventListener("load", () => {
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`page is ${root.scrollWidth} wide on a screen of ${innerWidth}`);
  for (const text of document.querySelectorAll("h1, h2, p")) {
    const right = text.getBoundingClientRect().right;
    if (right > innerWidth) faults.push(`text ends at ${right}: ${text.textContent.slice(0, 40)}`);
  }
  const seen = figure => [...figure.querySelectorAll("svg")].filter(svg => svg.getClientRects().length > 0);
  for (const figure of document.querySelectorAll("figure")) {
    const name = figure.getAttribute("aria-label");
    if (figure.closest("details:not([open])")) continue;
    if (seen(figure).length !== 1) faults.push(`${seen(figure).length} drawings of "${name}"`);
    for (const svg of seen(figure)) {
      if (svg.getBBox().width < 100) faults.push(`an empty figure "${name}"`);
      checkWords(svg, name);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map(part => part.id);
  if (new Set(ids).size < ids.length) faults.push("two parts of one identifier");
  const point = document.querySelector("figure [onmousemove]");
  if (point !== null) {
    point.dispatchEvent(new MouseEvent("mousemove", { clientX: 50, clientY: 50 }));
    if (!/ = -?\d/.test(document.querySelector(".tip:not([hidden])")?.textContent)) faults.push("a point tells no values");
  }
  let sorted = 0;
  for (const table of document.querySelectorAll("table.sortable")) {
    const value = row => Number(row.cells[0].dataset.value ?? row.cells[0].textContent);
    const rows = () => [...table.rows].slice(1);
    if (rows().length < 2 || rows().some(row => Number.isNaN(value(row)))) continue;
    table.rows[0].cells[0].firstElementChild.click();
    table.rows[0].cells[0].firstElementChild.click();
    if (rows().some((row, i, all) => i > 0 && value(row) > value(all[i - 1]))) faults.push("a table does not sort");
    ++sorted;
  }
  parent.postMessage(`${faults.length} faults on ${innerWidth} pixels; ${document.querySelectorAll("figure svg").length} figures, ` +
    `${sorted} tables sorted ${faults.join("; ")}`, "*");
});
</script>
PROBE
sed "/<body>/r $scratch/probe.html" "$page" >"$scratch/page.html"

# In a frame, which may be narrower than the window of a browser.
cat >"$scratch/frame.html" <<'FRAME'
<body style="margin: 0"><script>
addEventListener("message", event => document.body.dataset.probe = event.data);
document.write(`<iframe src="page.html" style="border: 0; height: 2000px; width: ${location.hash.slice(1)}px"></iframe>`);
</script>
FRAME

status=0
for width in 1280 390; do
    for scheme in light dark; do
        options=(--headless=new --no-sandbox --disable-gpu --hide-scrollbars "--window-size=$width,2000")
        [ "$scheme" = light ] || options+=(--blink-settings=preferredColorScheme=0)
        found="$(chromium "${options[@]}" --virtual-time-budget=10000 --dump-dom "file://$scratch/frame.html#$width" 2>/dev/null |
            sed -n 's/.*data-probe="\([^"]*\)".*/\1/p' | head -n 1)"
        chromium "${options[@]}" --screenshot="${page%.html}-$width-$scheme.png" "file://$page" >/dev/null 2>&1
        echo "$width $scheme: ${found:-the probe did not run}"
        [[ "$found" == "0 faults"* ]] || status=1
    done
done
exit "$status"
