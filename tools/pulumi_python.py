# SPDX-License-Identifier: MIT
"""Writes the generated parts of the Pulumi package: signatures, docstrings, result fields and types of options.

`python -m tools.pulumi_python` writes them. With `--check` it writes nothing, and fails if a file is out of date. The
sources are the core's option tables and the descriptions of results in `result_text`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pulumi_together._core import client as core
from pulumi_together.naming import camel_case
from pulumi_together.queries import MODEL_NAMES, ONE_ENDPOINT, RESOURCE, SEVERAL_ENDPOINTS

from . import option_text, result_text
from .generated_files import write_or_check

PACKAGE = Path(__file__).resolve().parent.parent / "pulumi_provider" / "pulumi_together"
BEGIN, END = "# BEGIN GENERATED: ", "# END GENERATED"
WIDTH = 120
NO_BREAK = "\N{NO-BREAK SPACE}"  # while a text is wrapped
STYLE = option_text.markdown_style(str)
ONE_STYLE = option_text.markdown_style(lambda option: MODEL_NAMES.get(option, option))  # `models` is `model`
TYPES = {
    "str": "str",
    "bool": "bool",
    "int": "int",
    "float": "float",
    "list": "Sequence[str]",
    "path": "str | os.PathLike[str]",
}
# Types of the fields of a result that is not an endpoint.
ANSWER_TYPES = {
    "endpoints": "list[ListedEndpoint]",
    "endpoint": "ListedEndpoint | None",
    "matches": "dict[str, list[ListedEndpoint]]",
    "ids": "dict[str, str]",
    "names": "dict[str, str]",
    "contract_violations": "list[ContractViolation]",
    "contract_violation_count": "int",
    "count": "int",
    "api_versions": "list[str]",
}
# The endpoint of a requested model has one.
GET_ENDPOINT_FIELDS = {**result_text.ENDPOINT, "model": result_text.ENDPOINT["model"][:1]}
VIOLATION_TYPES = {"path": "str", "message": "str"}


class Signature(NamedTuple):
    """A generated function.

    options: all its options, the positional one first. summary, notes: the docstring, without its arguments. opts: type
    and description of the argument `opts`. arguments_of: the function whose docstring describes the arguments.
    """

    name: str
    options: Sequence[core.Option]
    summary: str
    notes: Sequence[str]
    returns: str
    opts: tuple[str, str]
    call: str
    takes_outputs: bool = False
    is_method: bool = False
    arguments_of: str = ""


BLOCKS = (
    "Blocks until the API has answered. Under Pulumi's engine, equal requests are sent once per program run. A preview "
    "and the update that follows it are two runs. In a script without the engine, every call sends its own requests."
)
THREADS = (
    "In a thread that the program starts, call it by `asyncio.to_thread` or `contextvars.copy_context().run`. "
    "Otherwise it shares no requests with the program, and does not see the configuration of an inline program of the "
    "Automation API."
)
PRECEDENCE = (
    "A connection option that is not passed is read from the stack's configuration, then from the environment "
    "variable, and has its default otherwise. None, an empty configuration value and an empty variable count as not "
    "passed."
)
OUTPUTS = (
    "The fields of the result can be used directly: `.id`, `.name`. If an argument is unknown in a preview, the result "
    "is unknown and no request is sent. If an argument is secret, the whole result is secret. `opts.depends_on` delays "
    "the call until the resources exist."
)
ACCOUNT = "The account whose configuration is read, in a program that uses several. See `Account`."
INVOKE_OPTS = (
    "pulumi.InvokeOptions",
    "Pulumi's options for functions. An error is shown at `parent`. `provider` is not supported.",
)
OUTPUT_OPTS = ("pulumi.InvokeOptions | pulumi.InvokeOutputOptions", INVOKE_OPTS[1])
RESOURCE_OPTS = (
    "pulumi.ResourceOptions",
    "Pulumi's options for resources. `import_`, `id` and `provider` are not supported.",
)
RAISES = "EndpointLookupError: An option is invalid, no endpoint or several endpoints match, or the API failed."
RESOURCE_RAISES = (
    "EndpointLookupError: An option is invalid. Other failures end the run when Pulumi reads the resource."
)

FUNCTIONS = (
    Signature(
        "get_endpoint",
        (*ONE_ENDPOINT, *core.CONNECTION),
        "Find the Together AI endpoint that serves a model.",
        [
            "Raises an error if no endpoint matches, or if several match and `on_multiple` does not select one. For "
            "several models, or to accept these cases, use `get_endpoints`.",
            BLOCKS,
            THREADS,
            PRECEDENCE,
        ],
        "GetEndpointResult",
        INVOKE_OPTS,
        "invoke(GET_ENDPOINT, {arguments}, account, opts)",
    ),
    Signature(
        "get_endpoints",
        (*SEVERAL_ENDPOINTS, *core.CONNECTION),
        "Find the Together AI endpoints that serve some models, or all endpoints that pass the filters.",
        [BLOCKS, THREADS, PRECEDENCE],
        "GetEndpointsResult",
        INVOKE_OPTS,
        "invoke(GET_ENDPOINTS, {arguments}, account, opts)",
    ),
    Signature(
        "get_endpoint_output",
        (*ONE_ENDPOINT, *core.CONNECTION),
        "Call `get_endpoint` with arguments that may be Outputs.",
        [OUTPUTS],
        "pulumi.Output[GetEndpointResult]",
        OUTPUT_OPTS,
        "invoke_output(GET_ENDPOINT, {arguments}, account, opts)",
        takes_outputs=True,
        arguments_of="get_endpoint",
    ),
    Signature(
        "get_endpoints_output",
        (*SEVERAL_ENDPOINTS, *core.CONNECTION),
        "Call `get_endpoints` with arguments that may be Outputs.",
        [OUTPUTS],
        "pulumi.Output[GetEndpointsResult]",
        OUTPUT_OPTS,
        "invoke_output(GET_ENDPOINTS, {arguments}, account, opts)",
        takes_outputs=True,
        arguments_of="get_endpoints",
    ),
)
GET = Signature(
    "get",
    (*RESOURCE, *(option for option in core.CONNECTION if not option.secret)),
    "Read the Together AI endpoint that serves a model.",
    [
        "Arguments may be Outputs. If one is unknown in a preview, or a resource in `opts.depends_on` does not exist "
        "yet, the outputs are unknown and no request is sent. Secrets are refused, because the state stores the "
        "arguments in plain text.",
        "There is no argument for the API key, which would be stored in the state. It is read from the stack's "
        "configuration, otherwise from TOGETHER_API_KEY.",
        "Every resource sends its own requests. For many models, use `get_endpoints`.",
        PRECEDENCE,
    ],
    "Endpoint",
    RESOURCE_OPTS,
    "_read(resource_name, {arguments}, account, opts)",
    takes_outputs=True,
    is_method=True,
)


def main() -> None:
    """Write the generated parts, or compare them."""
    texts = {path: generate(path.read_text(encoding="utf-8"), parts) for path, parts in FILES.items()}
    write_or_check(texts, "pulumi_python")


def generate(text: str, parts: Mapping[str, Iterable[str]]) -> str:
    """A file with its generated parts replaced. parts: name of the part -> its lines, without indentation."""
    lines = iter(text.splitlines())
    result = []
    for line in lines:
        result.append(line)
        indent, begin, name = line.partition(BEGIN)
        if begin:
            result += [f"{indent}{new}" if new else "" for new in parts[name]]
            result.append(next(rest for rest in lines if rest.strip() == END))
    return "\n".join(result) + "\n"


def choices() -> Iterator[str]:
    """The types of options with choices."""
    options = [option for option in (*SEVERAL_ENDPOINTS, *ONE_ENDPOINT, *core.CONNECTION) if option.choices]
    aliases = {choice_type(option): option for option in options}
    for name, option in sorted(aliases.items()):
        yield f"{name} = Literal[{', '.join(json.dumps(value) for value in option.choices)}]"
        yield f'"""{option_text.render(option.help[0], STYLE)}"""'
    yield ""
    yield from ["__all__ = [", *(f'    "{name}",' for name in sorted(aliases)), "]"]


def choice_type(option: core.Option) -> str:
    """The name of the type of an option with choices: `OnMultiple`."""
    name = "".join(word.capitalize() for word in option.name.split("_"))
    all_choices = {other.name: other.choices for other in (*core.CONNECTION, *core.QUESTION)}
    return name if option.choices == all_choices[option.name] else f"GetEndpoint{name}"


def functions() -> Iterator[str]:
    """The functions of the package."""
    for signature in FUNCTIONS:
        yield from ["", "", *function(signature)]
    yield from ["", ""]


def function(signature: Signature) -> Iterator[str]:
    """One function."""
    if signature.is_method:
        yield "@staticmethod"
    yield f"def {signature.name}("
    if signature.is_method:
        yield "    resource_name: str,"
    first, *others = signature.options
    yield f"    {parameter(first, signature, is_required=first.name == 'model')},"
    yield "    *,"
    yield from (f"    {parameter(option, signature)}," for option in others)
    yield "    account: Account | None = None,"
    yield f"    opts: {signature.opts[0]} | None = None,"
    yield f") -> {signature.returns}:"
    yield from indented(docstring(signature))
    arguments = [f'    "{option.name}": {option.name},' for option in signature.options]
    before, after = signature.call.split("{arguments}")
    yield from indented(["arguments = {", *arguments, "}", f"return {before}arguments{after}"])


def parameter(option: core.Option, signature: Signature, is_required: bool = False) -> str:
    """A parameter with its type and default."""
    annotation = f"choices.{choice_type(option)}" if option.choices else TYPES[option.type]
    if signature.takes_outputs:
        entries = annotation.replace("Sequence[str]", "Sequence[pulumi.Input[str]]")
        annotation = f"pulumi.Input[{entries}]"
    return f"{option.name}: {annotation}" if is_required else f"{option.name}: {annotation} | None = None"


def docstring(signature: Signature) -> Iterator[str]:
    """The docstring of a function."""
    yield f'"""{signature.summary}'
    for note in signature.notes:
        yield from ["", *wrapped(note, "")]
    yield ""
    if signature.arguments_of:
        yield f"The arguments are those of `{signature.arguments_of}`."
    else:
        yield "Args:"
        if signature.is_method:
            yield "    resource_name: The name of the resource in the stack."
        style = ONE_STYLE if signature.options[0].name == "model" else STYLE
        for option in signature.options:
            yield from argument(option, style, {other.name for other in signature.options})
        yield from wrapped(f"account: {ACCOUNT}", "    ")
        yield from wrapped(f"opts: {signature.opts[1]}", "    ")
    yield from ["", "Raises:", *wrapped(RESOURCE_RAISES if signature.is_method else RAISES, "    ")]
    yield '"""'


def argument(option: core.Option, style: option_text.Style, available: set[str]) -> Iterator[str]:
    """The description of an option: what it does, its choices, bounds, default and other sources.

    available: the options of the function. A sentence about `wait` is left out if the function does not have it.
    """
    sentences = [sentence for sentence in option.help if "{wait}" not in sentence or "wait" in available]
    facts = [*option_text.render_all(sentences, style), *option_text.bounds_sentence(option)]
    if option.default is not None and not option.choices:
        facts.append(f"Default:{NO_BREAK}{python_value(option.default)}.")
    sources = []
    if option in core.CONNECTION:
        sources.append(f"Configuration: `together:{camel_case(option.name)}`.")
    if option.environment:
        sources.append(f"Environment: `{option.environment}`.")
    if not option.choices:
        yield from wrapped(f"{option.name}: {' '.join([*facts, *sources])}", "    ")
        return
    yield from wrapped(f"{option.name}: {' '.join(facts)}", "    ")
    for value, meaning in option.choices.items():
        default = " (default)" if value == option.default else ""
        yield from wrapped(f"{python_value(value)}{default}: {option_text.render(meaning, style)}", "        ")
    if sources:
        yield from wrapped(" ".join(sources), "        ")


def result_fields(types: Mapping[str, str], descriptions: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The fields of a result, each with its description."""
    for name, annotation in types.items():
        yield f"{name}: {annotation}"
        yield from attribute_docstring(descriptions[name])


def resource_outputs() -> Iterator[str]:
    """The outputs of the resource: the fields of an endpoint, except that Pulumi has an `id` of its own."""
    for name, annotation in result_text.ENDPOINT_TYPES.items():
        output = "endpoint_id" if name == "id" else name
        value = "str" if name == "model" else annotation
        yield f"{output}: pulumi.Output[{value}]"
        yield from attribute_docstring(GET_ENDPOINT_FIELDS[name])


def attribute_docstring(sentences: Iterable[str]) -> list[str]:
    """The docstring of an attribute."""
    text = " ".join(option_text.render_all(sentences, STYLE))
    one_line = f'"""{text}"""'
    if len(one_line) <= WIDTH - 4:
        return [one_line]
    first, *others = sentences
    return [
        *wrapped(f'"""{option_text.render(first, STYLE)}', ""),
        "",
        *wrapped(" ".join(option_text.render_all(others, STYLE)), ""),
        '"""',
    ]


def wrapped(text: str, indent: str) -> list[str]:
    """A text in lines. The lines after the first are indented by four more characters if the first is."""
    lines = textwrap.wrap(
        text,
        WIDTH - 8,
        initial_indent=indent,
        subsequent_indent=indent and indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(NO_BREAK, " ") for line in lines]


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines one level deeper."""
    return (f"    {line}" if line else "" for line in lines)


def python_value(value: Any) -> str:
    """A value as Python writes it, with double quotes."""
    if isinstance(value, str):
        return json.dumps(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


FILES: dict[Path, dict[str, Iterable[str]]] = {
    PACKAGE / "choices.py": {"choices": list(choices())},
    PACKAGE / "functions.py": {"functions": list(functions())},
    PACKAGE / "resource.py": {"outputs": list(resource_outputs()), "get": [*function(GET), ""]},
    PACKAGE / "results.py": {
        "fields of an endpoint": list(result_fields(result_text.ENDPOINT_TYPES, result_text.ENDPOINT)),
        "model of an endpoint": list(result_fields({"model": "str"}, GET_ENDPOINT_FIELDS)),
        "fields of a contract violation": list(result_fields(VIOLATION_TYPES, result_text.VIOLATION)),
        "fields of an answer": list(result_fields(ANSWER_TYPES, result_text.ANSWER)),
    },
}

if __name__ == "__main__":
    main()
