#!/usr/bin/env python3
"""Man pages and shell completions from the program's own help: generate_manual.py PROGRAM FOLDER

Writes FOLDER/man1/glasscape*.1, FOLDER/completions/{bash,zsh,fish}/..."""
import dataclasses
import pathlib
import re
import subprocess
import sys


@dataclasses.dataclass
class Entry:
    """An option, positional argument or subcommand as the help lists it."""

    head: str
    text: str

    @property
    def names(self) -> list[str]:
        return [name for name in self.head.split(" ")[0].split(",")]

    @property
    def takes_value(self) -> bool:
        return bool(re.search(r" (TEXT|INT|UINT|FLOAT)", self.head))

    @property
    def choices(self) -> list[str]:
        found = re.search(r"\{([^}]*)\}", self.head)
        return found[1].split(",") if found else []


@dataclasses.dataclass
class Page:
    words: list[str]  # of the subcommand
    summary: str
    usage: str
    sections: dict[str, list[Entry]]
    notes: str
    examples: list[str]


def entries_of(lines: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    for line in lines:
        if re.match(r"  \S", line):
            head, _, text = line.strip().partition("  ")
            entries.append(Entry(head, text.strip()))
        else:
            entries[-1].text = (entries[-1].text + " " + line.strip()).strip()
    return entries


def page_of(program: str, words: list[str]) -> Page:
    text = subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout
    blocks = text.strip("\n").split("\n\n")
    summary, usage = blocks[0].split("\nUsage: ")
    sections: dict[str, list[Entry]] = {}
    notes: list[str] = []
    examples: list[str] = []
    for block in blocks[1:]:
        title, *lines = block.split("\n")
        if title in ("Positionals:", "Options:", "Subcommands:"):
            sections[title.rstrip(":")] = entries_of(lines)
        elif title == "Examples:":
            examples = [line.strip() for line in lines]
        else:
            notes.append(block)
    return Page(words, summary, usage, sections, "\n\n".join(notes), examples)


def all_pages(program: str) -> list[Page]:
    pages = [page_of(program, [])]
    for page in pages:
        for entry in page.sections.get("Subcommands", []):
            pages.append(page_of(program, [*page.words, entry.names[0]]))
    return pages


def groff(text: str) -> str:
    return re.sub(r"^([.'])", r"\\&\1", text.replace("\\", r"\e"), flags=re.M).replace("-", r"\-")


def man(page: Page, version: str, others: list[Page]) -> str:
    name = "-".join(["glasscape", *page.words])
    text = f'.TH {name.upper()} 1 "" "glasscape {version}" "User Commands"\n'
    text += f".SH NAME\n{groff(name)} \\- {groff(page.summary)}\n.SH SYNOPSIS\n.B {groff(page.usage)}\n"
    for title, entries in page.sections.items():
        text += f".SH {title.upper()}\n"
        for entry in entries:
            text += f".TP\n.B {groff(entry.head)}\n{groff(entry.text)}\n"
    if page.notes:
        text += f".SH NOTES\n.nf\n{groff(page.notes)}\n.fi\n"
    if page.examples:
        text += ".SH EXAMPLES\n.nf\n" + "".join(f"{groff(line)}\n" for line in page.examples) + ".fi\n"
    children = [other for other in others if other.words[:-1] == page.words and other.words]
    if children:
        names = ", ".join(rf"\fB{groff('-'.join(['glasscape', *child.words]))}\fR(1)" for child in children)
        text += f".SH SEE ALSO\n{names}\n"
    return text


def words_after(page: Page) -> list[str]:
    """What may follow the words of this subcommand: its subcommands and options."""
    listed = [entry.names[0] for entry in page.sections.get("Subcommands", [])]
    options = [name for entry in page.sections.get("Options", []) for name in entry.names if name.startswith("--")]
    return listed + options


def bash(pages: list[Page]) -> str:
    cases = "".join(f"        '{' '.join(page.words)}') words='{' '.join(words_after(page))}' ;;\n" for page in pages)
    values: dict[str, list[str]] = {}
    for page in pages:
        for entry in page.sections.get("Options", []):
            if entry.choices:
                values[entry.names[-1]] = sorted(set(values.get(entry.names[-1], []) + entry.choices))
    choices = "".join(f"        {name}) COMPREPLY=($(compgen -W '{' '.join(words)}' -- \"$now\")); return ;;\n"
                      for name, words in sorted(values.items()))
    names = " ".join(sorted({word for page in pages for word in page.words}))
    return f"""# Completion of glasscape for bash, made from its help.
_glasscape() {{
    local now="${{COMP_WORDS[COMP_CWORD]}}" last="${{COMP_WORDS[COMP_CWORD - 1]}}" command='' words='' word
    case "$last" in
{choices}    esac
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD - 1}}"; do
        case ' {names} ' in *" $word "*) command="${{command:+$command }}$word" ;; esac
    done
    case "$command" in
{cases}    esac
    COMPREPLY=($(compgen -W "$words" -- "$now"))
    [ ${{#COMPREPLY[@]}} -gt 0 ] || COMPREPLY=($(compgen -f -- "$now"))
}}
complete -o filenames -F _glasscape glasscape
"""


def zsh_quoted(text: str) -> str:
    return text.replace("'", "'\\''").replace("[", "(").replace("]", ")").replace(":", r"\:")


def zsh(pages: list[Page]) -> str:
    cases = ""
    for page in pages:
        options = []
        for entry in page.sections.get("Options", []):
            value = f":value:({' '.join(entry.choices)})" if entry.choices else ":value:_files" if entry.takes_value else ""
            options.append(f"'{entry.names[-1]}[{zsh_quoted(entry.text)}]{value}'")
        listed = [f"'{entry.names[0]}:{zsh_quoted(entry.text)}'" for entry in page.sections.get("Subcommands", [])]
        line = " ".join(options)
        if listed:
            cases += f"        '{' '.join(page.words)}') subcommands=({' '.join(listed)}); _describe subcommand subcommands; _arguments {line} ;;\n"
        else:
            cases += f"        '{' '.join(page.words)}') _arguments {line} '*:file:_files' ;;\n"
    names = " ".join(sorted({word for page in pages for word in page.words}))
    return f"""#compdef glasscape
# Completion of glasscape for zsh, made from its help.
_glasscape() {{
    local command='' word
    local -a subcommands
    for word in ${{words[2,CURRENT-1]}}; do
        [[ ' {names} ' == *" $word "* ]] && command="${{command:+$command }}$word"
    done
    case "$command" in
{cases}    esac
}}
_glasscape "$@"
"""


def fish(pages: list[Page]) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    text = "# Completion of glasscape for fish, made from its help.\n"
    for page in pages:
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in page.words) or "__fish_use_subcommand"
        for entry in page.sections.get("Subcommands", []):
            text += f"complete -c glasscape -f -n {quoted(seen)} -a {entry.names[0]} -d {quoted(entry.text)}\n"
        for entry in page.sections.get("Options", []):
            long = entry.names[-1].removeprefix("--")
            value = f" -x -a {quoted(' '.join(entry.choices))}" if entry.choices else " -r" if entry.takes_value else ""
            text += f"complete -c glasscape -n {quoted(seen)} -l {long}{value} -d {quoted(entry.text)}\n"
    return text


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    pages = all_pages(program)
    for page in pages:
        write(folder / "man1" / ("-".join(["glasscape", *page.words]) + ".1"), man(page, version, pages))
    write(folder / "completions/bash/glasscape", bash(pages))
    write(folder / "completions/zsh/_glasscape", zsh(pages))
    write(folder / "completions/fish/glasscape.fish", fish(pages))


main()
