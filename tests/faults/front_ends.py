# SPDX-License-Identifier: MIT
"""The ways to ask, as a table: each takes many lookups of one model and says what came of each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from playbook_runner import Runner
from sandbox_api.server import API_KEY

from . import oldest, providers
from .asker import MODEL, ask
from .asking import AT_ONCE, Ask, Outcome, environment

HERE = Path(__file__).resolve().parent
PLAY = f"""\
- hosts: all
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug:
        msg: "{{{{ lookup('together.ai.endpoint_id', '{MODEL}', **options) }}}}"
      ignore_errors: true
"""


class FrontEnd(NamedTuple):
    """A way to ask. slack: seconds that it may take beyond the lookup itself, to start its processes."""

    what: str  # it is
    run: Callable[[Sequence[Ask], Path], list[Outcome]]
    slack: float = 0
    tells_type: bool = True  # does an error come with its type?
    spelled: Callable[[str], str] = str  # options in a sentence


def core_here(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The core, in this process."""
    return [_outcome(ask("core", each.options, environment(home, each))) for each in asks]


def core_with_oldest(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The core, with the oldest libraries that it takes."""
    return _asker(oldest.python(), "core", asks, home)


def get_endpoint(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """`pulumi_together.get_endpoint`, in one plain script without Pulumi's engine."""
    return _asker(sys.executable, "get_endpoint", asks, home)


def module(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The module, a process for each."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: run_module(each, home), asks))


def run_module(each: Ask, home: Path) -> Outcome:
    """The module in a process of its own."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "ansible_collections.together.ai.plugins.modules.endpoints_info"],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": {"models": [MODEL], **each.options}}),
        env=environment(home, each),
        capture_output=True,
        text=True,
        timeout=60,
    )
    seconds = time.monotonic() - start
    told = json.loads(done.stdout)
    told = {"id": told.get("ids", {}).get(MODEL), "sentence": told.get("msg", ""), **told, "seconds": seconds}
    return _outcome(told)._replace(shown=done.stdout + done.stderr)


def lookup(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The lookup plugin, in a play with a host for each question; a play for each environment."""
    numbered = sorted(enumerate(asks), key=lambda one: sorted(one[1].environment.items()))
    plays = [list(play) for _, play in groupby(numbered, key=lambda one: sorted(one[1].environment.items()))]
    with ThreadPoolExecutor(AT_ONCE // 2) as pool:
        outcomes = dict(pair for pairs in pool.map(lambda play: _play(play, home), plays) for pair in pairs)
    return [outcomes[number] for number in range(len(asks))]


def _play(asks: Sequence[tuple[int, Ask]], home: Path) -> list[tuple[int, Outcome]]:
    folder = home / f"play-{asks[0][0]}"
    folder.mkdir()
    record, playbook, inventory = folder / "record.jsonl", folder / "playbook.yml", folder / "inventory.json"
    playbook.write_text(PLAY, encoding="utf-8")
    hosts = {f"ask-{number}": {"options": each.options} for number, each in asks}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    ansible = Runner(folder, {"TOGETHER_API_KEY": API_KEY, **asks[0][1].environment})
    done = ansible.command(
        "ansible-playbook",
        f"--inventory={inventory}",
        f"--forks={2 * AT_ONCE}",
        str(playbook),
        RECORD_BY_HOST=str(record),
        ANSIBLE_CALLBACK_PLUGINS=str(HERE / "callback_plugins"),
        ANSIBLE_CALLBACKS_ENABLED="by_host",
    )
    assert record.exists(), done.stdout + done.stderr
    told = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    shown = done.stdout + done.stderr
    return [(int(one["host"].removeprefix("ask-")), _of_lookup(one, shown)) for one in told]


def _of_lookup(one: dict[str, Any], shown: str) -> Outcome:
    result = one["result"]
    failed = bool(one["failed"])
    message = str(result["msg"])
    return Outcome(None if failed else message, None, message if failed else "", one["seconds"], shown)


def _asker(python: Path | str, way: str, asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The questions put to a few `asker.py`, to each one after the other."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = list(pool.map(lambda first: _one_asker(python, way, asks[first::AT_ONCE], home), range(AT_ONCE)))
    return [shares[number % AT_ONCE][number // AT_ONCE] for number in range(len(asks))]


def _one_asker(python: Path | str, way: str, asks: Sequence[Ask], home: Path) -> list[Outcome]:
    lines = [json.dumps({"options": each.options, "environment": each.environment}) for each in asks]
    done = subprocess.run(
        [str(python), str(HERE / "asker.py"), way],
        input="\n".join(lines),
        env=environment(home, Ask({}, {})),
        capture_output=True,
        text=True,
        timeout=200,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(asks), done.stderr
    return [_outcome(one)._replace(shown=json.dumps(one) + done.stderr) for one in told]


def _outcome(told: dict[str, Any]) -> Outcome:
    return Outcome(told.get("id"), told.get("error_type"), told.get("sentence", ""), told["seconds"], json.dumps(told))


FRONT_ENDS = {
    "core": FrontEnd("what all of them share, in one process", core_here),
    "core, oldest": FrontEnd("the same with the oldest libraries that the package takes", core_with_oldest),
    "module": FrontEnd("`together.ai.endpoints_info`, a process for each fault", module, slack=4),
    "lookup": FrontEnd(
        "`together.ai.endpoint_id` in `ansible-playbook`, a task for each", lookup, slack=4, tells_type=False
    ),
    "get_endpoint": FrontEnd("`pulumi_together.get_endpoint` in a plain script", get_endpoint),
    "plugin": FrontEnd(
        "Pulumi's provider plugin, a process for each, called for `getEndpoint` as the engine calls it",
        providers.plugin,
        tells_type=False,
        spelled=providers.spelled,
    ),
    "dynamic": FrontEnd(
        "`pulumi_together.Endpoint`, read in Pulumi's process of dynamic providers, one for each",
        providers.dynamic_provider,
        tells_type=False,
        spelled=providers.spelled_by_resource,
    ),
}
