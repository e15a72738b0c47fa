"""What the site adds to docs/: the pages that lie outside it, those of the headers, formulas, and links between them."""

import importlib.util
import pathlib
import posixpath
import re
import sys

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "scripts" / "site")]

import generate_headers  # noqa: E402
from mathml import Formulas  # noqa: E402

# Files of the repository that are pages of the site, or lie beside them, under another name.
MOVED = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
    "benchmarks/notes.md": "benchmark_notes.md",
    "LICENSE": "assets/LICENSE.txt",
    "CITATION.cff": "assets/CITATION.cff.txt",
    "scripts/site/site.css": "assets/site.css",
    "scripts/site/file_worker.js": "assets/file_worker.js",
}
SOURCE_OF = {site: source for source, site in MOVED.items()}
# Folders that a link may name, and the title of the page that lists what they hold.
FOLDERS = {"docs/commands": "Commands", "docs/decisions": "Decisions"}


FONT = "STIXTwoMath-Regular.ttf"
SHIM = "https://unpkg.com/iframe-worker/shim"


def package_folder(name):
    return pathlib.Path(importlib.util.find_spec(name).submodule_search_locations[0])


def pages_of(pattern, files):
    """Pages of a folder of the navigation."""
    folder = pattern.removesuffix("*")
    found = (file.src_uri for file in files if file.src_uri.startswith(folder) and file.src_uri.endswith(".md"))
    return sorted(found, key=lambda uri: (not uri.endswith("/index.md"), uri))


def folder_page(folder, title):
    """The pages of a folder, each with its heading, or with the line on a command that its help begins with."""
    rows = []
    for path in sorted((ROOT / folder).glob("*.md")):
        heading = path.read_text().split("\n")[0].removeprefix("# ")
        about = re.search(r"^```\n(.+)", path.read_text(), re.M)
        rows.append(f"- [{heading}]({path.name})" + (f": {about[1]}" if about else ""))
    return f"# {title}\n\n" + "\n".join(rows) + "\n"


def expanded(nav, files):
    if isinstance(nav, list):
        return [expanded(item, files) for item in nav]
    if isinstance(nav, dict):
        return {title: expanded(item, files) for title, item in nav.items()}
    return pages_of(nav, files) if nav.endswith("/*") else nav


def on_config(config):
    config.markdown_extensions.append(Formulas())
    return config


def on_files(files, config):
    for source, site in MOVED.items():
        files.append(File.generated(config, site, content=(ROOT / source).read_text()))
    files.append(File.generated(config, f"assets/{FONT}", content=(package_folder("ziamath") / "fonts" / FONT).read_bytes()))
    for module, text in generate_headers.pages().items():
        files.append(File.generated(config, f"reference/headers/{module}.md", content=text))
    for folder, title in FOLDERS.items():
        files.append(File.generated(config, f"{folder.removeprefix('docs/')}/index.md", content=folder_page(folder, title)))
    config.nav = expanded(config.nav, files)
    return files


def site_path(target):
    """Where a file of the repository lies in the site; None if it does not."""
    if target in MOVED:
        return MOVED[target]
    if target in FOLDERS:
        return f"{target.removeprefix('docs/')}/index.md"
    if target == "docs/README.md":
        return None  # the navigation lists the pages
    return target.removeprefix("docs/") if target.startswith("docs/") else None


def header_link(page_uri, name):
    header = name.removeprefix("include/").removeprefix("glasscape/")
    module, _, file = header.partition("/")
    target = posixpath.relpath(f"reference/headers/{module}.md", posixpath.dirname(page_uri) or ".")
    return f"[`{name}`]({target}#{file.removesuffix('.hpp')})"


def outside_code(text, change):
    """Changes what stands outside fences and indented lines."""
    parts = re.split(r"(^```.*?^```$|^    [^\n]*$)", text, flags=re.M | re.S)
    return "".join(part if part.startswith(("```", "    ")) else change(part) for part in parts)


def on_page_markdown(markdown, page, config, files):
    uri = page.file.src_uri
    source = SOURCE_OF.get(uri, f"docs/{uri}")
    here = posixpath.dirname(source)

    def link(match):
        text, target = match[1], match[2]
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        path, _, anchor = target.partition("#")
        site = site_path(posixpath.normpath(posixpath.join(here, path)))
        if site is None:
            return text.strip("[]")
        way = posixpath.relpath(site, posixpath.dirname(uri) or ".")
        return f"{text}({way}{'#' + anchor if anchor else ''})"

    def headers(part):
        return re.sub(
            r"(?<!\[)`((?:include/)?glasscape/[a-z_0-9]+/[a-z_0-9]+\.hpp)`(?!\])",
            lambda match: header_link(uri, match[1]),
            part,
        )

    markdown = outside_code(markdown, lambda part: re.sub(r"(!?\[[^\]]*\])\(([^)\s]+)\)", link, part))
    return markdown if uri.startswith("reference/headers/") else outside_code(markdown, headers)


def local_scripts(html, base):
    """What the theme would fetch for pages that are opened as files lies beside them."""
    if html.count(SHIM) != 1:
        raise PluginError(f"the theme fetches {html.count(SHIM)} scripts of {SHIM}, not one: see local_scripts")
    return html.replace(SHIM, posixpath.join(base, "assets/file_worker.js"))


def on_post_page(output, page, config):
    return local_scripts(output, posixpath.relpath(".", posixpath.dirname(page.file.dest_uri) or "."))


def on_post_template(output_content, template_name, config):
    return local_scripts(output_content, ".") if template_name == "404.html" else output_content
