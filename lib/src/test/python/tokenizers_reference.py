"""Reference values for TokenizersTest, from Hugging Face's tokenizers.

    pip install tokenizers && python tokenizers_reference.py

Trains small tokenizers on loomings.txt (the first chapter of Moby Dick) and keeps their files with
what they make of some texts.
"""

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers

OUT = Path(__file__).parent.parent / "resources" / "lungo" / "text"
TEXT = str(OUT / "loomings.txt")

TEXTS = [
    "Call me Ishmael. Some years ago—never mind how long precisely",
    "I'd we'll they're  two  spaces\n\n\tand a tab   ",
    "Grüße, Ångström, naïve café; 東京 and 🐋 1851",
    "",
    " ",
    "CALL ME 12,345 times! <|endoftext|>Again.",
    "don't stop\r\n\r\nwhale's",
]

LLAMA3_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_pairs(words: pre_tokenizers.PreTokenizer, ignore_merges: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = words
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        min_frequency=2,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train([TEXT], trainer)
    return tokenizer


def word_pieces() -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=special, show_progress=False
    )
    tokenizer.train([TEXT], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def main() -> None:
    made = {
        "gpt2": byte_pairs(pre_tokenizers.ByteLevel(add_prefix_space=False), False),
        "llama3": byte_pairs(
            pre_tokenizers.Sequence(
                [
                    pre_tokenizers.Split(Regex(LLAMA3_WORDS), "isolated"),
                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
                ]
            ),
            True,
        ),
        "bert": word_pieces(),
    }
    reference = {"texts": TEXTS}
    for name, tokenizer in made.items():
        tokenizer.save(str(OUT / f"{name}-tokenizer.json"), pretty=False)
        encoded = [tokenizer.encode(t, add_special_tokens=False).ids for t in TEXTS]
        reference[name] = {"ids": encoded, "decoded": [tokenizer.decode(i) for i in encoded]}
    pair = made["bert"].encode("Call me Ishmael.", "Some years ago")
    reference["pair"] = {"ids": pair.ids, "types": pair.type_ids}
    trained = json.loads(made["gpt2"].to_str())["model"]["merges"]
    reference["merges"] = [" ".join(m) for m in trained]
    (OUT / "tokenizers.json").write_text(json.dumps(reference, ensure_ascii=False, indent=0) + "\n")


if __name__ == "__main__":
    main()
