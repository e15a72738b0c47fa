#!/usr/bin/env python3
"""Whether all places that name the version agree, and with --tag whether HEAD carries the tag of that version, committed and with a
date in the changelog: check_release.py [--tag]"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
PLACES = {
    "CMakeLists.txt": r"project\(glasscape VERSION (\S+)",
    "packaging/CMakeLists.txt": r"project\(glasscape_package VERSION (\S+)",
    "python/CMakeLists.txt": r"find_package\(glasscape (\S+) EXACT",
    "pyproject.toml": r'^version = "(.+)"',
    "CITATION.cff": r"^version: (\S+)",
    "CHANGELOG.md": r"^## (\d\S*)",
}


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    versions = {}
    for place, pattern in PLACES.items():
        found = re.search(pattern, (ROOT / place).read_text(), re.M)
        versions[place] = found[1] if found else "none"
    faults = [] if len(set(versions.values())) == 1 else [f"versions differ: {versions}"]
    version = versions["CMakeLists.txt"]
    if "--tag" in sys.argv[1:]:
        if f"v{version}" not in git("tag", "--points-at", "HEAD").split():
            faults.append(f"HEAD has no tag v{version}: git tag -a v{version}")
        if git("status", "--porcelain"):
            faults.append("there are changes that are not committed")
        if not re.search(r"^date-released: \S+", (ROOT / "CITATION.cff").read_text(), re.M):
            faults.append("CITATION.cff has no date-released")
    for fault in faults:
        print(f"check_release.py: {fault}", file=sys.stderr)
    return 1 if faults else 0


sys.exit(main())
