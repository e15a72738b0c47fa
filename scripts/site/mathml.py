"""Formulas of the pages, $...$ and $$...$$, as MathML: no script and no font is needed to read them."""

import re
import xml.etree.ElementTree as xml

from latex2mathml.converter import convert
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

# Browsers draw letters of these kinds by their own code points only.
DOUBLE_STRUCK = {"C": "ℂ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ", "E": "𝔼"}
SCRIPT = {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "N": "𝒩"}
FUNCTIONS = set("log exp sinh cosh tanh arcsin det sup inf max min artanh argmax erf erfc erfcx sgn Pf Var Cov Vol tr".split())
LIMITS = {"max", "min", "sup", "inf"}
THIN = "0.167em"


def in_words(node: xml.Element) -> None:
    """Letters of one upright word become one identifier, and double-struck and script letters their code points."""
    for child in node:
        in_words(child)
    variant = node.attrib.pop("mathvariant", None)
    if variant == "double-struck":
        node.text = DOUBLE_STRUCK[node.text]
    elif variant == "script":
        node.text = SCRIPT[node.text]
    elif variant is not None:
        node.set("mathvariant", variant)
    letters = [child for child in node if child.tag == "mi" and child.get("mathvariant") == "normal"]
    if node.tag == "mrow" and len(letters) == len(node) > 1:
        node.tag, node.text = "mi", "".join(child.text for child in letters)
        for child in letters:
            node.remove(child)


def core(node: xml.Element) -> xml.Element:
    while node.tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        node = node[0]
    return node


def closes(children: list[xml.Element], i: int) -> bool:
    """Whether an operand ends with this child: it is no operator, or a bracket or bar that closes."""
    node = core(children[i])
    if node.tag in ("mspace", "mtext"):
        return False
    if node.tag != "mo":
        return True
    if node.text == "|" and node.get("form") is None:
        return sum(core(child).text == "|" for child in children[:i]) % 2 == 1
    return node.get("form") == "postfix" or node.text in (")", "]", "}", "⟩", "⌉", "′", "″")


def spaced(node: xml.Element, display: bool) -> None:
    """Functions are operators with the space that TeX puts around them; a sign before an operand has none."""
    for child in node:
        spaced(child, display)
    if node.tag not in ("mrow", "mstyle", "math", "mtd", "msqrt"):
        return
    children = list(node)
    for i, child in enumerate(children):
        name = core(child)
        after_operand = i > 0 and closes(children, i - 1)
        if name.tag == "mo" and name.text in ("+", "−", "±", "∓") and not after_operand:
            name.attrib = {"form": "prefix", "lspace": "0", "rspace": "0"}
        if name.tag not in ("mi", "mo") or name.text not in FUNCTIONS:
            continue
        opens = i + 1 < len(children) and core(children[i + 1]).text in ("(", "[", "{") or i + 1 == len(children)
        name.tag = "mo"
        name.attrib = {"form": "prefix", "stretchy": "false"}
        name.attrib |= {"lspace": THIN if after_operand else "0", "rspace": "0" if opens else THIN}
        if display and child.tag == "msub" and name.text in LIMITS:
            child.tag = "munder"


def delimited(node: xml.Element) -> None:
    """Bars, angles, ceilings and the slash close up; binomials are one in their brackets; primes stand as they are."""
    for child in node:
        delimited(child)
    if node.tag == "mo" and node.text == "∞":
        node.tag = "mi"
    if node.text == "~":
        node.tag, node.text = "mo", "∼"
    if node.tag in ("mi", "mo") and node.text in ("⌈", "⌉", "⟨", "⟩", "|", "‖", "/"):
        node.tag = "mo"
        stretched = node.get("stretchy") == "true"
        node.attrib |= {"lspace": "0", "rspace": "0", "stretchy": "true" if stretched else "false"}
    if node.tag in ("msup", "msubsup") and node[-1].text in ("′", "″"):
        prime = node[-1]
        node.remove(prime)
        base = xml.Element("msub") if node.tag == "msubsup" else node[0]
        if node.tag == "msubsup":
            base.extend(list(node))
        prime.tag, prime.attrib = "mo", {"form": "postfix", "lspace": "0", "rspace": "0"}
        node.clear()
        node.tag = "mrow"
        node.extend([base, prime])
    for i, opening in enumerate(list(node)[:-2]):
        if opening.tag != "mo" or "minsize" not in opening.attrib or opening.text != "(":
            continue
        closing = node[i + 2]
        row = xml.Element("mrow")
        for bracket, form in ((opening, "prefix"), (core(closing), "postfix")):
            bracket.attrib = {"form": form, "stretchy": "true"}
        row.extend([opening, node[i + 1], core(closing)])
        node.remove(row[1])
        if closing.tag == "mo":
            node.remove(closing)
        else:
            closing[0] = row
        node.remove(opening)
        node.insert(i, row if closing.tag == "mo" else closing)
        if closing.tag != "mo":
            del node[i + 1]
        return delimited(node)


def mathml(tex: str, display: bool, punctuation: str = "") -> str:
    """Markup of a formula, with the punctuation that no line may begin with."""
    root = xml.fromstring(convert(tex, display="block" if display else "inline").replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))
    in_words(root)
    delimited(root)
    spaced(root, display)
    text = xml.tostring(root, encoding="unicode")
    if "\\" in "".join(root.itertext()):
        raise ValueError(f"this formula has a command that is not known: {tex}")
    kind = "formula" if display else "line-formula"
    return f'<span class="{kind}">{text}{punctuation}</span>'


class Formula(InlineProcessor):
    def handleMatch(self, match, data):
        text = mathml(match[1] or match[2], match[1] is not None, match[3] or "")
        return self.md.htmlStash.store(text), match.start(0), match.end(0)


class ListsNeedNoBlankLine(Preprocessor):
    """A list may follow a paragraph at once, as it may where the sources are shown."""

    def run(self, lines):
        out = []
        inside = False  # of a fence or a formula
        for line in lines:
            item = re.match(r"(- |\d+\. )", line)
            if item and not inside and out and out[-1].strip() and not re.match(r"(\s|- |\d+\. )", out[-1]):
                out.append("")
            if line.startswith("```") or line.count("$$") % 2:
                inside = not inside
            out.append(line)
        return out


class Formulas(Extension):
    def extendMarkdown(self, md):
        md.inlinePatterns.register(Formula(r"\$\$(.+?)\$\$|\$(?=\S)([^$]+?)(?<=\S)\$([.,;:)]*)", md), "formula", 185)
        md.preprocessors.register(ListsNeedNoBlankLine(md), "lists_need_no_blank_line", 26)
