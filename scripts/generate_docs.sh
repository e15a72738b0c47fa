#!/usr/bin/env bash
# Writes the generated pages: docs/commands/NAME.md, one per subcommand, from the program's own help, the tables of
# docs/columns.md, docs/networks.md and docs/reference/python.md. Needs a built program. The pages on headers are made with the
# site (scripts/docs.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-build/dev/sims/glasscape}"
mkdir -p docs/commands
# Names of the subcommands that a help text lists.
listed() { awk '/^Subcommands:/ {on = 1; next} on && /^  [a-z]/ {print $1} on && /^$/ {on = 0}'; }
for name in $("$program" --help | listed); do
    { printf '# glasscape %s\n\nGenerated from the help of the program by `scripts/generate_docs.sh`.\n\n```\n' "$name"
      "$program" "$name" --help
      for verb in $("$program" "$name" --help | listed); do echo; "$program" "$name" "$verb" --help; done
      printf '```\n'; } > "docs/commands/$name.md"
done

# The columns of every table, as its sidecar tells them: those that a remark in docs/columns.md asks for
# (<!-- columns of FILE by ARGUMENTS -->), and those of the paper's statements below a mark.
python3 scripts/generate_columns.py "$program" docs/columns.md

# From the sources alone.
python3 scripts/generate_networks.py
python3 scripts/generate_python_reference.py
