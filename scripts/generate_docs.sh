#!/usr/bin/env bash
# Writes docs/commands/NAME.md, one page per subcommand, from the program's own help. Needs a built program.
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-build/dev/sims/glasscape}"
mkdir -p docs/commands
for name in mixture complexity thresholds count descend train depth compare plot report reproduce info; do
    { printf '# glasscape %s\n\nGenerated from the help of the program by `scripts/generate_docs.sh`.\n\n```\n' "$name"
      "$program" "$name" --help
      [ "$name" = compare ] && { echo; "$program" compare counts --help; echo; "$program" compare depth --help; }
      printf '```\n'; } > "docs/commands/$name.md"
done
