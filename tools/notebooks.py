"""A page of the book as a notebook: what Sphinx has resolved, written as plain Markdown.

The text comes from the resolved document, so numbers of equations, figures and exercises are those
of the book; the code and what it printed come from the executed notebook. Links to pages are
written with the scheme ``book:``; `addressed` makes of them what suits where a notebook goes.
"""

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache, singledispatchmethod

from addresses import address
from docutils import nodes
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.kernelspec import get_kernel_spec
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx import addnodes
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from cevns.explorers.answers import decoded

EXERCISE, SOLUTION, CHECK = "exercise", "solution", "check"
ONLY_PAGE = "only-page"  # class of what belongs to the page, not to a notebook of it

# before the first cell that displays Markdown of the book: run elsewhere, it leaves roles out
PLAIN = "import figures.plain_markdown  # tables without what only the book understands\n"

# the form of an answer: a notebook shows it by a cell
FORM = re.compile(
    r'<form class="answer" hidden data-exercise="([\w-]+)" data-part="(\d+)" data-key="([^"]+)">'
)
ASK = """\
from cevns.explorers.ask import ask  # run this cell: it takes your number and says what it thinks

ask({}, {})"""

SPECIAL = re.compile(r"([\\`*\[\]$~])|(?<!\w)_|_(?!\w)")
AT_START = re.compile(r"^(?=[-+#>] ?|\d+[.)] )")
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(book:([^)#]*)#?([^)]*)\)")

Number = Callable[[str, str], str]  # of a kind and an anchor: figure, displaymath, exercise, ...


def escaped(text: str) -> str:
    """Text whose letters mean nothing to Markdown."""
    text = text.replace("&", "&amp;") if re.search(r"&\w+;", text) else text
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text.replace("<", "&lt;"))


def formula(source: str) -> str:
    r"""LaTeX on one line, where a quotation or a list cannot come between; ``\|`` is a bar."""
    return " ".join(source.split())


def indented(blocks: Iterable[str], first: str) -> str:
    """An item of a list: its mark, and everything else below its text."""
    lines = "\n\n".join(blocks).split("\n")
    rest = [" " * len(first) + line if line else "" for line in lines[1:]]
    return "\n".join([first + lines[0], *rest])


def quoted(blocks: Iterable[str]) -> str:
    """A box: a quotation, since nothing else is drawn everywhere."""
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


class Writer:
    """Markdown for the document of one page."""

    def __init__(self, page: str, number: Number) -> None:
        self.page, self.number = page, number

    # what stands in a line

    def line(self, node: nodes.Element) -> str:
        """Everything in it, on one line."""
        return " ".join("".join(map(self.inline, node.children)).split())

    @singledispatchmethod
    def inline(self, node: nodes.Node) -> str:
        if ONLY_PAGE in node.get("classes", ()):
            return ""
        return "".join(map(self.inline, node.children))

    @inline.register
    def _(self, node: nodes.Text) -> str:
        return escaped(node.astext())

    @inline.register
    def _(self, node: nodes.math) -> str:
        return f"${formula(node.astext())}$"

    @inline.register
    def _(self, node: nodes.literal) -> str:
        text = node.astext()
        fence = "``" if "`" in text else "`"
        return f"{fence}{text}{fence}"

    @inline.register
    def _(self, node: nodes.emphasis) -> str:
        return self.marked(node, "*", "*")

    @inline.register
    def _(self, node: nodes.strong) -> str:
        return self.marked(node, "**", "**")

    @inline.register
    def _(self, node: nodes.raw) -> str:
        return "<br>" if node.astext().strip() == "<br>" else ""

    @inline.register
    def _(self, node: nodes.image) -> str:
        raise ValueError(f"{self.page}: a notebook has no picture but those its cells draw")

    @inline.register
    def _(self, node: nodes.reference) -> str:
        address = node.get("refuri", "")
        if "://" not in address and not address.startswith("mailto:"):
            path, _, anchor = address.partition("#")
            address = f"book:{self.target(path)}#{anchor or node.get('refid', '')}"
        return self.marked(node, "[", f"]({address})")

    def marked(self, node: nodes.Element, before: str, after: str) -> str:
        """Its line between two marks, which Markdown wants to touch it."""
        text = "".join(map(self.inline, node.children))
        first = " " if text[:1].isspace() else ""
        last = " " if text[-1:].isspace() else ""
        return f"{first}{before}{' '.join(text.split())}{after}{last}"

    def target(self, path: str) -> str:
        """Name of the page at an address that is written as seen from this one."""
        if not path:
            return self.page
        folders = self.page.split("/")[:-1]
        for part in path.removesuffix(".html").split("/"):
            folders = folders[:-1] if part == ".." else [*folders, part]
        return "/".join(folders)

    # what stands on lines of its own

    def blocks(self, node: nodes.Element) -> list[str]:
        """Every block in it."""
        return [text for child in node.children for text in self.block(child)]

    @singledispatchmethod
    def block(self, node: nodes.Node) -> list[str]:
        if ONLY_PAGE in node.get("classes", ()):
            return []
        if isinstance(node, nodes.TextElement | nodes.Inline):
            text = self.line(node)
            return [AT_START.sub(r"\\", text)] if text else []
        return self.blocks(node)

    @block.register(nodes.Text)
    def _(self, node: nodes.Text) -> list[str]:
        return [escaped(text)] if (text := " ".join(node.astext().split())) else []

    @block.register(nodes.target | nodes.raw | nodes.comment | nodes.colspec | addnodes.index)
    def _(self, node: nodes.Node) -> list[str]:
        return []

    @block.register
    def _(self, node: nodes.math_block) -> list[str]:
        source = formula(node.astext())
        if not source.startswith(r"\begin{") and r"\\" in source:
            source = rf"\begin{{split}} {source} \end{{split}}"
        number = self.number("displaymath", node["ids"][0]) if node["ids"] else ""
        tag = rf" \tag{{{number}}}" if number else ""
        return [f"$$ {source}{tag} $$"]

    @block.register
    def _(self, node: nodes.literal_block) -> list[str]:
        language = node.get("language", "").replace("ipython3", "python")
        language = "" if language in {"default", "none", "text"} else language
        return [f"```{language}\n{node.astext().rstrip()}\n```"]

    @block.register
    def _(self, node: nodes.bullet_list) -> list[str]:
        return ["\n".join(indented(self.blocks(item), "- ") for item in node.children)]

    @block.register
    def _(self, node: nodes.enumerated_list) -> list[str]:
        first = node.get("start", 1)
        items = enumerate(node.children, first)
        return ["\n".join(indented(self.blocks(item), f"{n}. ") for n, item in items)]

    @block.register
    def _(self, node: nodes.definition_list_item) -> list[str]:
        first = [c for c in node.children if not isinstance(c, nodes.definition)]
        terms = [self.line(c).strip("*") for c in first if isinstance(c, nodes.term)]
        said = [f": {self.line(c)}" for c in first if isinstance(c, nodes.classifier)]
        meaning = (t for c in node.children if c not in first for t in self.block(c))
        return [f"**{', '.join(terms)}**{''.join(said)}", *meaning]

    @block.register(nodes.rubric | nodes.field_name)
    def _(self, node: nodes.TextElement) -> list[str]:
        return [f"**{self.line(node)}**"]

    @block.register
    def _(self, node: addnodes.desc) -> list[str]:
        return self.blocks(node)

    @block.register
    def _(self, node: addnodes.desc_signature) -> list[str]:
        parts = [
            f"({', '.join(p.astext() for p in child.children)})"
            if isinstance(child, addnodes.desc_parameterlist)
            else child.astext()
            for child in node.children
        ]
        return [f"**`{' '.join(''.join(parts).split())}`**"]

    @block.register
    def _(self, node: nodes.Admonition) -> list[str]:
        title = node.next_node(nodes.title)
        name = self.line(title) if title is not None else type(node).__name__.capitalize()
        rest = [text for c in node.children if c is not title for text in self.block(c)]
        return [quoted([f"**{name}**", *rest])]

    @block.register
    def _(self, node: nodes.figure) -> list[str]:
        caption = node.next_node(nodes.caption)
        if caption is None:
            return []
        return [f"**{self.number('figure', node['ids'][0])}.** {self.line(caption)}"]

    @block.register(nodes.image)
    def _(self, node: nodes.image) -> list[str]:
        return [self.inline(node)]

    @block.register
    def _(self, node: nodes.citation) -> list[str]:
        _label, *rest = node.children
        return [indented([t for c in rest for t in self.block(c)], "- ")]

    @block.register
    def _(self, node: nodes.table) -> list[str]:
        rows = [[self.entry(e) for e in row.children] for row in node.findall(nodes.row)]
        if node.next_node(nodes.thead) is None:
            rows.insert(0, [""] * len(rows[0]))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|---" * len(rows[0]) + "|")
        title = node.next_node(nodes.title)
        number = self.number("table", node["ids"][0]) if title is not None and node["ids"] else ""
        name = [f"**{number}.** {self.line(title)}"] if title is not None else []
        return [*name, "\n".join(lines)]

    def entry(self, node: nodes.entry) -> str:
        r"""One field of a table, in which a bar would end it."""
        text = "<br>".join(" ".join(t.split("\n")) for t in self.blocks(node))
        bars = re.sub(r"\\\|", r"\\Vert ", text)
        return re.sub(r"\$[^$]*\$", lambda f: f[0].replace("|", r"\vert "), bars).replace(
            "|", r"\|"
        )


def outputs(cell: NotebookNode, shown: nodes.Element | None, writer: Writer) -> list[NotebookNode]:
    """What a cell printed, with its pictures where no notebook has to be trusted to show them.

    A picture in SVG is shown only after its cell has run; as an image in HTML, with its
    alternative text, it is shown everywhere. Markdown is what the book made of it.
    """
    kept = deepcopy(cell.outputs)
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    for output in kept:
        data = output.get("data", {})
        if "image/svg+xml" in data:
            code = base64.b64encode("".join(data.pop("image/svg+xml")).encode()).decode()
            image = f"data:image/svg+xml;base64,{code}"
            data["text/html"] = f'<img src="{image}" alt="{html.escape(" ".join(alt.split()))}">'
        if "text/markdown" in data and shown is not None:
            data["text/markdown"] = "\n\n".join(writer.blocks(shown))
    return kept


class Notebook(Writer):
    """The cells of the document of one page."""

    def __init__(self, page: str, number: Number, code: Mapping[int, NotebookNode]) -> None:
        super().__init__(page, number)
        self.code = code
        self.plain = False  # whether Markdown is shown without roles from here on

    def cells(self, node: nodes.Element, kind: str = "", depth: int = 0) -> Iterator[NotebookNode]:
        """One cell for each block and each piece of code; ``kind`` is what they belong to."""
        for child in node.children:
            yield from self.cell(child, kind, depth)

    def cell(self, node: nodes.Node, kind: str, depth: int) -> Iterator[NotebookNode]:
        if isinstance(node, nodes.title):
            return
        if isinstance(node, nodes.section):
            title = node.next_node(nodes.title) if kind == "" else None
            if title is not None:
                yield self.heading(self.line(title), depth + 1, kind, node["ids"])
            yield from self.cells(node, kind, depth + (title is not None))
        elif isinstance(node, exercise_enumerable_node):
            title = f"{self.number('exercise', node['ids'][0])} {self.line(node.children[0])}"
            yield self.heading(title, 3, EXERCISE, node["ids"])
            yield from self.cells(node, EXERCISE, 3)
        elif isinstance(node, solution_node):
            yield self.heading(self.line(node.children[0]), 4, SOLUTION, node["ids"])
            yield from self.cells(node, SOLUTION, 4)
        elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            yield from self.program(node, kind)
        elif isinstance(node, nodes.raw) and (form := FORM.match(node.astext())):
            yield self.question(*form.groups())
        elif self.holds_code(node):
            yield from self.cells(node, kind, depth)
        else:
            anchors = [i for n in node.findall(nodes.Element) for i in n.get("ids", ())]
            for text in self.block(node):
                yield self.markdown(text, kind, anchors)
                anchors = []

    @staticmethod
    def holds_code(node: nodes.Node) -> bool:
        """Whether cells stand in it, such as in a box."""
        containers = node.findall(nodes.container)
        return any(c.get("nb_element") == "cell_code" for c in containers)

    @staticmethod
    def markdown(text: str, kind: str, anchors: list[str]) -> NotebookNode:
        return new_markdown_cell(text, metadata={"kind": kind, "anchors": anchors})

    def heading(self, title: str, depth: int, kind: str, anchors: list[str]) -> NotebookNode:
        cell = self.markdown(f"{'#' * min(depth, 6)} {title}", kind, anchors)
        cell.metadata["heading"] = True
        return cell

    @staticmethod
    def question(exercise: str, part: str, key: str) -> NotebookNode:
        """A cell that takes an answer; its source is folded, and says nothing of the answer."""
        more = [f"part={part}"] if part != "1" else []
        source = ASK.format(json.dumps(exercise), ", ".join([json.dumps(key), *more]))
        wanted = decoded(key)["asks"]
        told = f"Run this cell to check your number: {wanted}."
        shown = new_output("display_data", {"text/plain": told})
        metadata = {"kind": CHECK, "anchors": [], "jupyter": {"source_hidden": True}}
        return new_code_cell(source, outputs=[shown], metadata=metadata)

    def program(self, node: nodes.Element, kind: str) -> Iterator[NotebookNode]:
        """A cell with code, and the captions of what it draws."""
        cell = self.code[node["cell_index"]]
        tags = cell.metadata.get("tags", ())
        if ONLY_PAGE in tags:
            return
        shown = next((c for c in node.children if "cell_output" in c.get("classes", ())), None)
        printed = [] if "remove-output" in tags else outputs(cell, shown, self)
        metadata: dict[str, object] = {"kind": kind, "anchors": []}
        if {"hide-input", "remove-input", "remove-cell"} & set(tags):
            metadata["jupyter"] = {"source_hidden": True}
        source = cell.source
        if not self.plain and any("text/markdown" in o.get("data", ()) for o in printed):
            self.plain, source = True, PLAIN + source
        yield new_code_cell(
            source, outputs=printed, execution_count=cell.execution_count, metadata=metadata
        )
        for figure in node.findall(nodes.figure):
            for text in self.block(figure):
                yield self.markdown(text, kind, figure["ids"])


def joined(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Put blocks of text that follow each other into one cell, up to the next heading.

    The heading of a solution is alone: below it the solution can be folded.
    """
    found: list[NotebookNode] = []
    for cell in cells:
        last = found[-1] if found else None
        if (
            last is not None
            and last.cell_type == cell.cell_type == "markdown"
            and last.metadata.kind == cell.metadata.kind
            and "heading" not in cell.metadata
            and not (last.metadata.kind == SOLUTION and "heading" in last.metadata)
        ):
            last.source += f"\n\n{cell.source}"
            last.metadata.anchors += cell.metadata.anchors
        else:
            found.append(cell)
    for n, cell in enumerate(found):
        cell.id = f"cell-{n}"
    return found


def notebook(
    page: str, document: nodes.document, number: Number, executed: NotebookNode | None
) -> NotebookNode:
    """Write a resolved document as a notebook, with the code cells of the executed one."""
    code = dict(enumerate(executed.cells)) if executed is not None else {}
    cells = joined(Notebook(page, number, code).cells(document))
    widgets = executed.metadata.get("widgets") if executed is not None else None
    metadata = kernel() | ({"widgets": widgets} if widgets else {})
    return new_notebook(cells=cells, metadata=metadata)


@cache
def kernel() -> dict[str, object]:
    """What JupyterLab would write of the kernel: opening a notebook does not change it."""
    found = get_kernel_spec("python3")
    names = {"name": "python3", "display_name": found.display_name, "language": found.language}
    return {"kernelspec": names, "language_info": IPythonKernel.language_info}


Address = Callable[[str, str], str]  # of a page and an anchor; empty where nothing is to be linked


def in_the_book(page: str, anchor: str) -> str:
    """Address of a place in the published book; empty if it is not published."""
    site = address("SITE")
    return f"{site}/{page}.html{'#' if anchor else ''}{anchor}" if site else ""


def addressed(source: str, links: Address) -> str:
    """Markdown whose links to the book lead where they can be followed; the others are text."""

    def link(found: re.Match[str]) -> str:
        target = links(found[2], found[3])
        return f"[{found[1]}]({target})" if target else found[1]

    return LINK.sub(link, source)


def finished(book: NotebookNode, links: Address) -> NotebookNode:
    """The notebook as it is handed out: links that lead somewhere, nothing of ours in its metadata.

    Solutions are folded under their headings.
    """
    made = deepcopy(book)
    for cell in made.cells:
        folded = cell.metadata.get("kind") == SOLUTION and "heading" in cell.metadata
        for name in ("kind", "anchors", "heading"):
            cell.metadata.pop(name, None)
        if folded:
            cell.metadata["jp-MarkdownHeadingCollapsed"] = True
        if cell.cell_type == "markdown":
            cell.source = addressed(cell.source, links)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/markdown" in data:
                data["text/markdown"] = addressed(data["text/markdown"], links)
    return made
