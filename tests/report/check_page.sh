#!/usr/bin/env bash
# A report in headless Chromium (package chromium) at 1280 and 390 pixels, light and dark: nothing wider than the screen, no error,
# tables that sort. Leaves screenshots beside the page for the eye.
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
addEventListener("load", () => {
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`page is ${root.scrollWidth} wide on a screen of ${innerWidth}`);
  for (const text of document.querySelectorAll("h1, h2, p")) {
    const right = text.getBoundingClientRect().right;
    if (right > innerWidth) faults.push(`text ends at ${right}: ${text.textContent.slice(0, 40)}`);
  }
  for (const svg of document.querySelectorAll("figure svg"))
    if (svg.getBBox().width < 100) faults.push("an empty figure");
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
