# SPDX-License-Identifier: MIT
"""`make demo`: looks up one model from a playbook and from a Pulumi program, and compares the results.

Queries the real API if TOGETHER_API_KEY is set, otherwise a sandbox on this machine. MODEL selects the model.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pulumi_together

EXAMPLES = Path(__file__).resolve().parent
ROOT = EXAMPLES.parent
PLAYBOOK = EXAMPLES / "ansible" / "lookup.yml"
PROGRAM = EXAMPLES / "pulumi" / "python" / "__main__.py"
PLAIN_SCRIPT = EXAMPLES / "pulumi" / "plain_script.py"
NO_MODEL = "No model of this account has exactly one endpoint. Select a model: make demo MODEL=..."
CALL = "An inference call:"
SANDBOX_CALL = """\
An inference call. The sandbox of the demo has ended. Run `make sandbox` in another terminal. Run the `export` commands
that it prints in this one, then:"""
SANDBOX_MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


class Endpoint(NamedTuple):
    """The endpoint that the playbook found."""

    id: str
    name: str
    url: str


def main() -> None:
    """Look up the model twice, print both results, and fail if they differ."""
    uses_sandbox = not os.environ.get("TOGETHER_API_KEY")
    with server() as (description, default_model):
        model = os.environ.get("MODEL") or default_model()
        show(f"\nWhich Together AI endpoint serves {model}?\nQuerying {description}.")
        endpoint = look_up_with_ansible(model)
        output = look_up_with_pulumi(model)
    if endpoint.id not in output or endpoint.name not in output:
        sys.exit(
            f"\nThe results differ: Ansible found {endpoint.id} ({endpoint.name}), Pulumi printed another endpoint."
        )
    introduction, url = (SANDBOX_CALL, "$TOGETHER_BASE_URL/v1") if uses_sandbox else (CALL, endpoint.url)
    body = json.dumps({"model": endpoint.name, "messages": [{"role": "user", "content": "The capital of France?"}]})
    show(f"""
Both found the same endpoint:

    id    {endpoint.id}    for calls that manage it
    name  {endpoint.name}    inference calls pass it as `model`
    url   {endpoint.url}    inference calls go there

{introduction}

    curl "{url}/chat/completions" \\
      --header "Authorization: Bearer $TOGETHER_API_KEY" --header "Content-Type: application/json" \\
      --data '{body}'
""")


@contextmanager
def server() -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield a description of the server to query, and a function that returns one of its models.

    Sets the environment variables that name the server to all programs that are started.
    """
    if os.environ.get("TOGETHER_API_KEY"):
        yield os.environ.get("TOGETHER_BASE_URL") or "the real API, https://api.together.ai/v1", some_model
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from sandbox_api import Sandbox

    with Sandbox() as sandbox:
        os.environ.update(TOGETHER_API_KEY=sandbox.api_key, TOGETHER_BASE_URL=sandbox.url)
        os.environ.update(NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
        yield f"a sandbox of the API at {sandbox.url} (set TOGETHER_API_KEY for the real one)", lambda: SANDBOX_MODEL
        show(f"\nThe sandbox received {len(sandbox.requests)} requests.")


def some_model() -> str:
    """Return a model of the account that exactly one endpoint serves."""
    single = pulumi_together.get_endpoints().ids
    return next(iter(single), "") or sys.exit(NO_MODEL)


def look_up_with_ansible(model: str) -> Endpoint:
    """Run the example playbook."""
    command = ["ansible-playbook", str(PLAYBOOK.relative_to(ROOT)), "-e", json.dumps({"model": model})]
    quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    output = run("[1/2] Ansible", command, ANSIBLE_COLLECTIONS_PATH=str(ROOT), **quiet)
    return Endpoint(*(printed(label, output) for label in Endpoint._fields))


def printed(label: str, output: str) -> str:
    """Return the value that the playbook printed after a label."""
    match = re.search(rf'"{label}: +(.+)"', output)
    return match[1] if match else sys.exit(f"The playbook printed no {label}.")


def look_up_with_pulumi(model: str) -> str:
    """Preview the example program, or run the plain script if there is no Pulumi CLI. Return the output."""
    if shutil.which("pulumi"):
        return preview(model)
    show("\nThere is no pulumi CLI on PATH, so a plain script calls the same function.")
    return run("[2/2] Pulumi", [sys.executable, str(PLAIN_SCRIPT.relative_to(ROOT)), model])


def preview(model: str) -> str:
    """Return the output of `pulumi preview` for the example program, in a temporary backend."""
    from pulumi import automation as auto

    show(f"\n[2/2] Pulumi: a preview of {PROGRAM.relative_to(ROOT)} in a temporary backend\n")
    with tempfile.TemporaryDirectory(prefix="together-demo-") as folder:
        variables = {
            "PULUMI_BACKEND_URL": f"file://{folder}",  # takes precedence over the user's backend
            "PULUMI_CONFIG_PASSPHRASE": "temporary",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        options = auto.LocalWorkspaceOptions(work_dir=folder, pulumi_home=folder, env_vars=variables)
        stack = auto.create_stack("demo", "together-demo", program, opts=options)
        stack.set_config("model", auto.ConfigValue(model))
        return stack.preview(color="never", on_output=lambda line: show(f"    {line}")).stdout


def program() -> None:
    """Run the example program, for the engine, in this process."""
    runpy.run_path(str(PROGRAM))


def run(title: str, command: list[str], **variables: str) -> str:
    """Run a command from the root of the project, show its output line by line, and return it."""
    show(f"\n{title}: {' '.join(command).replace(sys.executable, 'python')}\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"LC_ALL": "C.UTF-8", **os.environ, "PATH": path, **variables}
    lines = []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            show(f"    {line.rstrip()}".rstrip())
    return "".join(lines) if process.returncode == 0 else sys.exit(f"\n{title} failed, see above.")


def show(text: str) -> None:
    """Print a text at once, also into a file."""
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main()
    except pulumi_together.EndpointLookupError as error:
        sys.exit(f"\n{error}")
