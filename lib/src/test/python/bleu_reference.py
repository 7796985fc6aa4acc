"""Reference values for BleuTest and ChrfTest, from sacreBLEU.

    pip install sacrebleu==2.6.0 && python bleu_reference.py

Writes src/test/resources/lungo/metrics/bleu.json: sets of translations and references with the
figures of BLEU and of chrF, and texts with the words that it cuts them into.
"""

import json
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "metrics"

SETS = {
    "sentences": (
        ["The dog bit the man.", "It was not surprising.", "The man had just bitten him."],
        ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
    ),
    "phrases": (
        ["cercle rouge", "visage souriant", "flèche vers la gauche", "homme"],
        ["disque rouge", "visage souriant", "flèche vers la gauche pointant vers le bas", "femme"],
    ),
    "short": (["chat", "chien noir"], ["chat", "chien noir"]),
    "far": (["a b c d e f g"], ["a x b y c z d e"]),
    "nothing": (["oui oui oui oui"], ["non non non non non"]),
    "letters": (["Ein 🙂 kleiner\u00a0Test", "", "abcdef"], ["Eine 🙂 kleine Tests", "leer", "ab"]),
    "longer": (["the the the the the the the"], ["the cat is on the mat"]),
}

WORDS = [
    "Hello, world! It's 3.14 (about 22/7) -- isn't it?",
    "U.S. $1,000.50; e-mail: a@b.c & 5-6 &quot;x&quot; &lt;y&gt; [z] {w}",
    "main\u202f: l\u2019homme, 1er - 2e. A.B",
    "x-\ny\nz <skipped>end.",
]


def main() -> None:
    metric = BLEU()
    sets = []
    for translations, references in SETS.values():
        score = metric.corpus_score(translations, [references])
        sets.append(
            {
                "translations": translations,
                "references": references,
                "score": score.score,
                "precisions": score.precisions,
                "penalty": score.bp,
                "words": score.sys_len,
                "reference_words": score.ref_len,
                "text": str(score),
                "chrf": CHRF().corpus_score(translations, [references]).score,
            }
        )
    cut = [{"text": t, "words": metric.tokenizer(t).split()} for t in WORDS]
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"sets": sets, "cut": cut}, ensure_ascii=False, indent=1)
    (OUT / "bleu.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
