#!/usr/bin/env bash
# Builds the site of the documents into out/site (or FOLDER) and prints its first page: scripts/docs.sh [FOLDER]
# Checks first that links lead somewhere and that generated pages are what their sources say; a broken link or a stale page is
# an error. The site needs no network, neither to be read nor to be built once build/docs holds MkDocs.
set -euo pipefail
cd "$(dirname "$0")/.."
site="${1:-out/site}"

python3 scripts/check_links.py
python3 scripts/check_configuration.py
python3 scripts/generate_networks.py --check
python3 scripts/generate_python_reference.py --check

if ! build/docs/bin/python -c 'import material, latex2mathml; from importlib.util import find_spec; assert find_spec("ziamath")' 2>/dev/null; then
    [ -x build/docs/bin/python ] || python3 -m venv build/docs
    build/docs/bin/pip install --quiet --disable-pip-version-check -r scripts/site/requirements.txt
fi
# The theme's news about other programs are none of this site's.
NO_MKDOCS_2_WARNING=1 build/docs/bin/mkdocs build --quiet --strict --site-dir "$(realpath -m "$site")"
echo "$site/index.html"
