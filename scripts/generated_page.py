"""A page that a script makes: written, or with --check on the command line compared with what is there."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).parent.parent


def keep(page: pathlib.Path, text: str) -> int:
    """The exit status of the script: 1 where --check finds another text."""
    if "--check" not in sys.argv[1:]:
        page.parent.mkdir(exist_ok=True)
        page.write_text(text)
        return 0
    if page.read_text() == text:
        return 0
    print(f"{page.resolve().relative_to(ROOT.resolve())} is stale: run scripts/generate_docs.sh", file=sys.stderr)
    return 1
