# SPDX-License-Identifier: MIT
"""Runs the code blocks of a page of the documentation in order, and compares the outputs that the page shows.

A page consists of these blocks:

- A block whose first line is a comment with a file name, such as `# find.yml`, is written to that file.
- A block of the language `console` has commands, each after `$ `, and the output of each below it. A line that ends
  with a backslash continues in the next one. In an output, `...` stands for any text. An output that is not shown is
  not compared. A command has to succeed unless the comment `<!-- fails -->` precedes the block.
- Blocks of the languages `text` and `mermaid` are not run.

Any other block is an error, unless the comment `<!-- not run: REASON -->` precedes it.

In a reStructuredText page of the collection, each playbook is run, and the block `ansible-output` below it
is its output.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

FENCE = re.compile(r"(?:<!-- (?P<mark>.*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)```", re.DOTALL)
DIRECTIVE = re.compile(r"^\.\. code-block:: (?P<language>[\w+-]+)\n\n(?P<text>(?: {4}.*\n|\n)+)", re.MULTILINE)
FILE_NAME = re.compile(r"(?:#|//) ([\w./-]+\.\w+)\n")
NOT_RUN = ("text", "mermaid")
TIMEOUT = 250  # seconds for one command


class Block(NamedTuple):
    """A block of code. mark: the text of the comment before it."""

    line: int
    language: str
    text: str
    mark: str = ""


class Command(NamedTuple):
    """A command and its output as the page shows it, None if it shows none."""

    text: str
    output: str | None


class PageError(AssertionError):
    """A block cannot be run, or a command does something else than the page says."""


Handler = Callable[[str], "subprocess.CompletedProcess[str]"]  # runs a command instead of the shell


class PageRunner:
    """Runs the blocks of a page in a folder.

    environment: the variables of all commands. Those that a page exports are kept for later commands.
    handlers: pattern of a whole command -> what runs it instead of the shell.
    replacements: text in an output -> the text that the page has in its place.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        handlers: Mapping[str, Handler] | None = None,
        replacements: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.outputs: list[str] = []
        self._environment = dict(environment)
        self._handlers = dict(handlers or {})
        self._replacements = dict(replacements or {})
        self._state = folder / ".exported"

    def run(self, page: Path) -> None:
        """Run every block of a page. Raises PageError."""
        for block in rst_blocks(page) if page.suffix == ".rst" else blocks(page):
            try:
                self._run_block(block)
            except PageError as error:
                raise PageError(f"{page.name}, line {block.line}: {error}") from None

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in bash, with the variables that earlier ones exported."""
        state = shlex.quote(str(self._state))
        script = f"[ ! -e {state} ] || . {state}\n{command}\nstatus=$?\nexport -p > {state}\nexit $status"
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
        )

    def _run_block(self, block: Block) -> None:
        if block.mark.startswith("not run: ") or block.language in NOT_RUN:
            return
        file_name = FILE_NAME.match(block.text)
        if block.language == "console":
            for command in commands(block.text):
                self._run_command(command, may_fail=block.mark == "fails")
        elif file_name:
            path = self.folder / file_name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        else:
            raise PageError(f"a block of {block.language or 'no language'} that is neither a file nor commands")

    def _run_command(self, command: Command, may_fail: bool) -> None:
        handler = next((run for pattern, run in self._handlers.items() if re.fullmatch(pattern, command.text)), None)
        done = (handler or self.shell)(command.text)
        output = done.stdout
        for text, shown in self._replacements.items():
            output = output.replace(text, shown)
        self.outputs.append(output)
        if bool(done.returncode) != may_fail:
            raise PageError(f"`{command.text}` ended with status {done.returncode}:\n{output}")
        if command.output is not None and not matches(command.output, output):
            raise PageError(f"`{command.text}`: expected\n{command.output}\nbut it printed\n{output}")


def blocks(page: Path) -> Iterator[Block]:
    """The code blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("language")) + 1
        yield Block(line, match["language"], match["text"], match["mark"] or "")


def rst_blocks(page: Path) -> Iterator[Block]:
    """The code blocks of a reStructuredText page, with a console block for each playbook."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in DIRECTIVE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(line, match["language"], textwrap.dedent(match["text"]).strip("\n") + "\n"))
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language == "ansible-output":
            continue
        yield block
        playbook = FILE_NAME.match(block.text)
        if playbook:
            output = following.text if following and following.language == "ansible-output" else ""
            yield Block(block.line, "console", f"$ ansible-playbook {playbook[1]}\n{output}")


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block. Raises PageError."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith("$ "):
        raise PageError("a console block begins with `$ ` and a command")
    while lines:
        parts = [lines.pop(0)[2:]]
        while lines and parts[-1].endswith("\\"):
            parts.append(lines.pop(0))
        output = []
        while lines and not lines[0].startswith("$ "):
            output.append(lines.pop(0))
        yield Command("\n".join(parts), "\n".join(output) if output else None)


def matches(expected: str, output: str) -> bool:
    """Whether an output is the expected one: `...` stands for any text, and as a line for any number of lines."""
    lines = ("(?:.*\n)?" if line == "..." else _line_pattern(line) for line in _lines(expected))
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in _lines(output)), re.DOTALL) is not None


def _line_pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("...")) + "\n"


def _lines(text: str) -> list[str]:
    """The lines without spaces at their ends, and without empty lines at the beginning and the end."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def path_with(folder: Path) -> str:
    """PATH with another folder before the usual ones."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
