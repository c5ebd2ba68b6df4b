"""A small sentence encoder with random weights, written into a folder as published ones are, for tests without a download."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *[
        "my",
        "card",
        "never",
        "came",
        "where",
        "is",
        "the",
        "parcel",
        "refund",
        "money",
        "back",
        "##s",
        "##ed",
        "?",
        ",",
        ".",
        "我",
    ],
]
SIZE, HEADS, LAYERS, WIDE, LONGEST = 16, 4, 2, 32, 130


def write_encoder(folder: Path, *, seed: int = 1, prefix: str = "", kind: str = "F32") -> Path:
    """Write config, vocabulary and weights."""
    draw = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), SIZE),
        "embeddings.position_embeddings.weight": (LONGEST, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        **_both("embeddings.LayerNorm", (SIZE,)),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= _both(f"{at}.{name}", (SIZE, SIZE))
        shapes |= _both(f"{at}.intermediate.dense", (WIDE, SIZE)) | _both(f"{at}.output.dense", (SIZE, WIDE))
        shapes |= _both(f"{at}.attention.output.LayerNorm", (SIZE,)) | _both(f"{at}.output.LayerNorm", (SIZE,))
    type_of = {"F32": "<f4", "F16": "<f2"}[kind]
    head, bodies, end = {}, [], 0
    for name, shape in shapes.items():
        body = (draw.normal(size=shape) * 0.5 + ("LayerNorm.weight" in name)).astype(type_of).tobytes()
        head[prefix + name] = {"dtype": kind, "shape": list(shape), "data_offsets": [end, end + len(body)]}
        bodies.append(body)
        end += len(body)
    begins = json.dumps(head).encode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(len(begins).to_bytes(8, "little") + begins + b"".join(bodies))
    (folder / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    config = {"hidden_size": SIZE, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "layer_norm_eps": 1e-12}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def _both(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
