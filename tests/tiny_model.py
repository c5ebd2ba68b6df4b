"""Build a language model with random weights and a tokenizer of its own, on the spot and without a download.

    .venv-llm/bin/python tests/tiny_model.py FOLDER      FOLDER/brief and FOLDER/endless, a megabyte each

Run with the Python of .venv-llm, which `make test-llm` makes: torch and transformers are not installed beside the desk.
What it writes is text without a meaning, each time the same, no two tokens twice in a row. Of the brief one's 512 tokens
every sixteenth ends an answer; none of the endless one's does.
"""

from __future__ import annotations

import sys
from pathlib import Path

WORDS = (
    "A refund takes up to five working days after your parcel reaches us. Return what does not fit within 30 days."
)
TEMPLATE = "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{% endfor %}<|assistant|>"
SEED, VOCABULARY, LONGEST = 5, 512, 4096


def build(folder: Path, ends: list[int]) -> None:
    """Write the model and its tokenizer into *folder*; the tokens *ends* end an answer."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(SEED)
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer, plain.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    plain.train_from_iterator([WORDS], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, eos_token="<|end|>", pad_token="<|end|>")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    size = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=VOCABULARY, max_position_embeddings=LONGEST, **size))
    model.generation_config = GenerationConfig(
        eos_token_id=ends, pad_token_id=0, do_sample=False, no_repeat_ngram_size=2
    )
    model.save_pretrained(folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]) / "brief", list(range(1, VOCABULARY, 16)))
    build(Path(sys.argv[1]) / "endless", [VOCABULARY])
