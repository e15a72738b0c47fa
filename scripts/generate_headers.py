"""Writes the reference of the public headers, one page a module, into FOLDER (the site does: scripts/docs.sh)."""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEADERS = ROOT / "include" / "glasscape"


def entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def escaped(text: str) -> str:
    """Plain words as Markdown shows them unchanged; `code` stays code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([*_\[\]\\])", r"\\\1", entities(part)) for part in parts)


def prose(lines: list[str]) -> str:
    """The lines of a comment: paragraphs, lists, and what is set in from them as it stands."""
    out: list[str] = []
    code: list[str] = []

    def end_code() -> None:
        while code and not code[-1].strip():
            code.pop()
        if code:
            out.extend(["", "```text", *code, "```", ""])
        code.clear()

    for line in lines:
        if line.startswith("    ") or (code and not line.strip()):
            code.append(line[4:])
            continue
        end_code()
        out.append(escaped(line))
    end_code()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def comment_text(line: str, mark: str) -> str:
    text = line.strip().removeprefix(mark)
    return text.removeprefix(" ").rstrip()


def opening_comment(lines: list[str]) -> list[str]:
    comment = []
    for line in lines:
        if not line.startswith("//"):
            break
        comment.append(comment_text(line, "//"))
    return comment


def without_bodies(text: str) -> str:
    """Functions end where their bodies, or the initialisers of a constructor, begin."""
    out, at = "", 0
    for match in re.finditer(r"\)(?: const)?(?: noexcept)?(?: override)?(?=(?:\s+: [^;]*?)? \{)", text):
        if match.start() < at:
            continue
        brace = text.index(" {", match.end())
        while True:  # initialisers in braces are followed by a comma or the body
            depth, end = 0, brace + 1
            while depth > 0 or end == brace + 1:
                depth += (text[end] == "{") - (text[end] == "}")
                end += 1
            following = re.match(r"(?:, \w+\([^)]*\))* \{", text[end:])
            if not following:
                break
            brace = end + following.end() - 2
        out += text[at:match.end()] + ";"
        at = end
    return out + text[at:]


def without_private(text: str) -> str:
    """A class as its users see it."""
    text = re.sub(r"\n*  private:\n.*?(?=\n};|\n  public:)", "", text, flags=re.S)
    return without_bodies(text)


def depth_after(line: str, depth: int) -> int:
    code = re.sub(r"//.*", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))
    return depth + sum(code.count(c) for c in "{(") - sum(code.count(c) for c in "})")


def declarations(lines: list[str]) -> list[tuple[list[str], str]]:
    """Comment and text of each declaration at the level of the namespace."""
    found = []
    comment: list[str] = []
    text: list[str] = []
    depth = 0
    for line in lines:
        bare = line.strip()
        if not text and (bare.startswith(("#", "namespace ", "}  // namespace")) or bare in ("public:", "private:")):
            comment = []
            continue
        if not text and bare.startswith("//"):
            comment.append(comment_text(line, "///" if bare.startswith("///") else "//"))
            continue
        if not text and not bare:
            comment = []
            continue
        text.append(line)
        depth = depth_after(line, depth)
        if depth > 0 or not re.search(r"[;}]( *//.*)?$", bare):
            continue
        declaration = "\n".join(text)
        if not re.match(r"(class|struct) \w+;|extern template|template (?:class|struct)", declaration):
            found.append((comment, declaration))
        comment, text, depth = [], [], 0
    return found


def shown(declaration: str) -> str:
    head = declaration.split("{")[0]
    if re.search(r"\b(class|struct|enum)\b", head) and "(" not in head.split("\n")[-1]:
        return without_private(declaration)
    if head.startswith(("using", "constexpr", "inline constexpr", "template <class T>\nusing")) and "(" not in head:
        return declaration
    return re.sub(r"\s*\{.*\}$", ";", declaration, flags=re.S)


def section(path: pathlib.Path) -> str:
    lines = path.read_text().split("\n")
    opening = opening_comment(lines)
    out = f"## {path.name} {{: #{path.stem} }}\n\n`glasscape/{path.relative_to(HEADERS)}`\n\n{prose(opening)}\n"
    for comment, declaration in declarations(lines[len(opening):]):
        out += f"\n```cpp\n{shown(declaration)}\n```\n"
        if comment:
            out += f"\n{prose(comment)}\n"
    return out


def module_page(module: str) -> str:
    about = ROOT / ("sims" if module == "commands" else "src") / module / "README.md"
    head, _, rest = about.read_text().partition("\n")
    body = "\n".join(section(path) for path in sorted((HEADERS / module).glob("*.hpp")))
    return f"{head}\n\n{rest.strip()}\n\n{body}"


def pages() -> dict[str, str]:
    """Text of the page of each module."""
    return {path.name: module_page(path.name) for path in sorted(HEADERS.iterdir()) if path.is_dir()}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for module, text in pages().items():
        (folder / f"{module}.md").write_text(text)


if __name__ == "__main__":
    main()
