# SPDX-License-Identifier: MIT
"""Generated entries of the public catalogue, about as many and as large as those of the real one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Family(NamedTuple):
    """Models that differ in size and variant."""

    publisher: str
    name: str
    sizes: str  # separated by spaces; in billions of parameters
    variants: str = "-Base -Instruct"  # separated by spaces; `-Base` stands for no suffix


FAMILIES = (
    Family("Qwen", "Qwen2", "0.5 1.5 7 72"),
    Family("Qwen", "Qwen2.5", "0.5 1.5 3 14 32"),
    Family("Qwen", "Qwen2.5-Coder", "0.5 1.5 3 7 14 32"),
    Family("Qwen", "Qwen2.5-Math", "1.5 7 72"),
    Family("Qwen", "Qwen2.5-VL", "3 7 32 72", "-Instruct"),
    Family("Qwen", "Qwen3", "0.6 1.7 4 8 14", "-Base -Thinking"),
    Family("google", "gemma", "2 7", "-pt -it"),
    Family("google", "gemma-2", "2 9 27", "-pt -it"),
    Family("google", "gemma-3", "1 4 12", "-pt -it"),
    Family("google", "medgemma", "4 27", "-pt -it"),
    Family("meta-llama", "Llama-2", "7 13 70", "-hf -chat-hf"),
    Family("meta-llama", "CodeLlama", "7 13 34 70", "-hf -Instruct-hf -Python-hf"),
    Family("meta-llama", "Llama-3.2", "1 3 11 90"),
    Family("meta-llama", "Llama-Guard-3", "1 8", "-Base"),
    Family("mistralai", "Ministral", "3 8"),
    Family("mistralai", "Mathstral", "7", "-Base"),
    Family("mistralai", "Codestral", "22", "-Base"),
    Family("mistralai", "Pixtral", "12 124"),
    Family("deepseek-ai", "deepseek-coder", "1.3 6.7 33"),
    Family("deepseek-ai", "deepseek-llm", "7 67", "-base -chat"),
    Family("deepseek-ai", "DeepSeek-R1-Distill-Qwen", "1.5 7 14 32", "-Base"),
    Family("microsoft", "phi-3", "4 7 14", "-4k-instruct -128k-instruct"),
    Family("microsoft", "phi-4", "4 14", "-Base -reasoning"),
    Family("ibm-granite", "granite-3.1", "2 8", "-base -instruct"),
    Family("ibm-granite", "granite-3.3", "2 8", "-base -instruct"),
    Family("ibm-granite", "granite-code", "3 8 20 34", "-base -instruct"),
    Family("allenai", "OLMo-2", "1 7 13 32"),
    Family("allenai", "Llama-3.1-Tulu-3", "8 70 405", "-SFT -DPO"),
    Family("tiiuae", "falcon", "7 40 180"),
    Family("tiiuae", "Falcon3", "1 3 7 10"),
    Family("01-ai", "Yi", "6 9 34", "-Base -Chat"),
    Family("01-ai", "Yi-1.5", "6 9 34", "-Base -Chat"),
    Family("internlm", "internlm2_5", "1.8 7 20", "-Base -chat"),
    Family("internlm", "internlm3", "8", "-instruct"),
    Family("nvidia", "Nemotron-Nano", "4 8 9", "-Base -v2"),
    Family("nvidia", "OpenReasoning-Nemotron", "1.5 7 14 32", "-Base"),
    Family("nvidia", "AceReason-Nemotron", "7 14", "-Base -v1.1"),
    Family("HuggingFaceTB", "SmolLM2", "0.135 0.36 1.7"),
    Family("EleutherAI", "pythia", "0.07 0.16 0.41 1.4 2.8 6.9 12", "-Base -deduped"),
    Family("bigcode", "starcoder2", "3 7 15", "-Base"),
    Family("CohereLabs", "aya-expanse", "8 32", "-Base"),
    Family("CohereLabs", "c4ai-command-r", "7 35 104", "-v01"),
    Family("upstage", "SOLAR", "10.7 22", "-v1.0 -Instruct-v1.0"),
    Family("openbmb", "MiniCPM3", "1 4 8", "-Base"),
    Family("zai-org", "GLM-4", "9 32", "-0414 -Z1"),
    Family("stabilityai", "stablelm-2", "1.6 12", "-Base -chat"),
    Family("NousResearch", "Hermes-3-Llama-3.1", "8 70 405", "-Base"),
    Family("togethercomputer", "m2-bert", "0.08 0.11", "-2k-retrieval -8k-retrieval -32k-retrieval"),
    Family("mosaicml", "mpt", "7 30", "-Base -chat -instruct"),
    Family("baichuan-inc", "Baichuan2", "7 13", "-Base -Chat"),
    Family("LGAI-EXAONE", "EXAONE-3.5", "2.4 7.8 32", "-Instruct"),
    Family("arcee-ai", "AFM", "4.5", "-Base -Preview"),
    Family("Salesforce", "xgen", "7", "-8k-base -8k-inst"),
)
SERVERLESS_EVERY = 24  # one of so many entries is also serverless
GPUS = (  # the largest size that fits, in billions of parameters -> type and number
    (9, "nvidia-h100-80gb", 1),
    (36, "nvidia-h100-80gb", 2),
    (80, "nvidia-h100-80gb", 4),
    (1000, "nvidia-h200-140gb", 8),
)


def generate() -> list[dict[str, Any]]:
    """A copy of the generated entries."""
    copied: list[dict[str, Any]] = json.loads(_text())
    return copied


@cache
def _text() -> str:
    return json.dumps([_entry(number, *model) for number, model in enumerate(_models())])


def _models() -> Iterator[tuple[str, str, float]]:
    """Publisher, name and size of each model."""
    for family in FAMILIES:
        for size in family.sizes.split():
            for variant in family.variants.split():
                suffix = "" if variant == "-Base" else variant
                yield family.publisher, f"{family.name}-{size}B{suffix}", float(size)


def _entry(number: int, publisher: str, name: str, size: float) -> dict[str, Any]:
    public_name = f"{publisher}/{name}"
    is_serverless = number % SERVERLESS_EVERY == 0
    model_id = _token("ml", public_name)
    entry: dict[str, Any] = {
        "id": _token("arch", public_name),
        "name": public_name,
        "displayName": name.replace("-", " "),
        "description": f"{name.replace('-', ' ')} with {size:g} billion parameters, by {publisher}.",
        "publisher": publisher,
        "status": "SUPPORTED_MODEL_STATUS_SUPPORTED",
        "baseModel": f"projects/{_token('proj', publisher)}/models/{model_id}",
        "baseModelId": model_id,
        "displayType": "chat",
        "capabilities": ["CAPABILITY_CHAT"],
        "products": [*(["PRODUCT_SERVERLESS"] if is_serverless else []), "PRODUCT_DEDICATED", "PRODUCT_FINE_TUNING"],
        "inputModalities": ["MODALITY_TEXT", *(["MODALITY_IMAGE"] if "VL" in name or "ixtral" in name else [])],
        "outputModalities": ["MODALITY_TEXT"],
        "contextLength": "131072",
        "deploymentProfiles": list(_profiles(publisher, name, size)),
        "createdAt": f"2026-0{1 + number % 6}-{1 + number % 28:02}T08:00:00Z",
        "updatedAt": "2026-07-02T16:20:07.318841Z",
    }
    if is_serverless:
        entry["serverlessEndpoint"] = public_name
        entry["pricing"] = {"input": round(size / 40, 2), "output": round(size / 20, 2)}
    return entry


def _profiles(publisher: str, name: str, size: float) -> Iterator[dict[str, Any]]:
    """Profiles for the model's own weights and, if it is large, for FP8 weights that are another model."""
    yield _profile(publisher, name, "BF16", size)
    if size > 2:
        yield _profile(publisher, f"{name}-FP8", "FP8", size / 2)


def _profile(publisher: str, name: str, quantization: str, size: float) -> dict[str, Any]:
    public_name, project = f"{publisher}/{name}", _token("proj", publisher)
    revision, config = _token("rev", public_name), _token("cr", public_name)
    gpu_type, gpu_count = next((gpu, count) for limit, gpu, count in GPUS if size <= limit)
    return {
        "profileId": config,
        "config": f"projects/{project}/configs/{config}",
        "certifiedConfigRevisionId": config,
        "model": f"projects/{project}/models/{_token('ml', public_name)}/revisions/{revision}",
        "certifiedModelRevisionId": revision,
        "modelName": public_name,
        "gpuType": gpu_type,
        "gpuCount": gpu_count,
        "parallelism": f"TP{gpu_count}",
        "quantization": quantization,
        "performanceBenchmarks": {"maxContextLength": "131072"},
        "adapterMode": "ADAPTER_MODE_DISABLED",
    }


def _token(prefix: str, text: str) -> str:
    """An id in the form of the API's, always the same for the same text."""
    number = int.from_bytes(hashlib.sha256(f"{prefix} {text}".encode()).digest()[:16], "big")
    digits = ""
    while len(digits) < 22:
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return f"{prefix}_{digits}"
