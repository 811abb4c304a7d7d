# SPDX-License-Identifier: MIT
"""`make demo`: one model, asked for from a playbook and from a Pulumi program, against one live server.

Asks the real API when TOGETHER_API_KEY is set, else a sandbox on this machine. MODEL names the model to ask for.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pulumi_together

EXAMPLES = Path(__file__).resolve().parent
ROOT = EXAMPLES.parent
PLAYBOOK = EXAMPLES / "ansible" / "lookup.yml"
PROGRAM = EXAMPLES / "pulumi" / "python" / "__main__.py"
PLAIN_SCRIPT = EXAMPLES / "pulumi" / "plain_script.py"
NO_MODEL = "No model of this account has just one endpoint; name one: make demo MODEL=..."
SANDBOX_MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


def main() -> None:
    """Ask twice, show both answers, and fail when they differ."""
    with server() as (where, default_model):
        model = os.environ.get("MODEL") or default_model()
        print(f"\nWhich Together AI endpoint serves {model}?\nAsking {where}.")
        id_, name = ask_ansible(model)
        how, said = ask_pulumi(model)
    if id_ not in said or name not in said:
        sys.exit(f"\nThe two do not agree: Ansible found {id_} ({name}); the {how} said otherwise, see above.")
    print(f"\nBoth found the same endpoint:\n\n    id    {id_}    for calls that manage it")
    print(f"    name  {name}    what inference calls pass as `model`\n")


@contextmanager
def server() -> Iterator[tuple[str, Callable[[], str]]]:
    """The server to ask, in words, and a model it has; the environment names it to everything that is started."""
    if os.environ.get("TOGETHER_API_KEY"):
        yield os.environ.get("TOGETHER_BASE_URL") or "the real API, https://api.together.ai/v1", some_model
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from sandbox_api import Sandbox

    with Sandbox() as sandbox:
        os.environ.update(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
        os.environ.update(NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
        yield f"a sandbox of the API at {sandbox.url} (set TOGETHER_API_KEY to ask the real one)", lambda: SANDBOX_MODEL
        print(f"\nThe sandbox saw {len(sandbox.requests)} requests.")


def some_model() -> str:
    """A model that just one endpoint of the account serves, for an account of which nothing is known."""
    single = pulumi_together.get_endpoints().ids
    return next(iter(single), "") or sys.exit(NO_MODEL)


def ask_ansible(model: str) -> tuple[str, str]:
    """The id and the name that a playbook finds."""
    command = ["ansible-playbook", str(PLAYBOOK.relative_to(ROOT)), "-e", json.dumps({"model": model})]
    quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    said = run("Ansible", command, ANSIBLE_COLLECTIONS_PATH=str(ROOT), **quiet)
    return found("id", said), found("name", said)


def found(label: str, said: str) -> str:
    """What stands behind a label in the output of the playbook."""
    match = re.search(rf'"{label}: +(.+)"', said)
    return match[1] if match else sys.exit(f"The playbook printed no {label}.")


def ask_pulumi(model: str) -> tuple[str, str]:
    """How Pulumi was asked, and what it said."""
    if shutil.which("pulumi"):
        return "Pulumi program", preview(model)
    print("\nThere is no pulumi CLI on PATH, so here is the same function in a plain script.")
    return "plain script", run("Pulumi", [sys.executable, str(PLAIN_SCRIPT.relative_to(ROOT)), model])


def preview(model: str) -> str:
    """What `pulumi preview` says of the example program, in a backend that is thrown away."""
    from pulumi import automation as auto

    print(f"\nPulumi: a preview of {PROGRAM.relative_to(ROOT)} in a throw-away backend\n")
    with tempfile.TemporaryDirectory(prefix="together-demo-") as folder:
        variables = {
            "PULUMI_BACKEND_URL": f"file://{folder}",  # beats one that the user's environment names
            "PULUMI_CONFIG_PASSPHRASE": "throw-away",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        options = auto.LocalWorkspaceOptions(work_dir=folder, pulumi_home=folder, env_vars=variables)
        stack = auto.create_stack("demo", "together-demo", program, opts=options)
        stack.set_config("model", auto.ConfigValue(model))
        return stack.preview(color="never", on_output=lambda line: print(f"    {line}")).stdout


def program() -> None:
    """The example program, run by the engine in this process."""
    runpy.run_path(str(PROGRAM))


def run(who: str, command: list[str], **variables: str) -> str:
    """The output of a command, shown as it is run from the root of the project."""
    print(f"\n{who}: {' '.join(command).replace(sys.executable, 'python')}\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"LC_ALL": "C.UTF-8", **os.environ, "PATH": path, **variables}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(textwrap.indent(done.stdout.strip(), "    "))
    return done.stdout if done.returncode == 0 else sys.exit(f"\n{who} failed, see above.")


if __name__ == "__main__":
    try:
        main()
    except pulumi_together.EndpointLookupError as error:
        sys.exit(f"\n{error}")
