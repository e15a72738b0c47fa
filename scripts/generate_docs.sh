#!/usr/bin/env bash
# Writes docs/commands/NAME.md, one page per subcommand, from the program's own help. Needs a built program.
set -euo pipefail
cd "$(dirname "$0")/.."
program="${1:-build/dev/sims/glasscape}"
mkdir -p docs/commands
for name in mixture complexity thresholds count descend train depth compare sweep plot report reproduce info; do
    { printf '# glasscape %s\n\nGenerated from the help of the program by `scripts/generate_docs.sh`.\n\n```\n' "$name"
      "$program" "$name" --help
      case "$name" in
          compare) verbs="counts depth" ;;
          sweep) verbs="run show status export merge slurm" ;;
          *) verbs="" ;;
      esac
      for verb in $verbs; do echo; "$program" "$name" "$verb" --help; done
      printf '```\n'; } > "docs/commands/$name.md"
done
