"""Reference values for ErrorRateTest, from jiwer.

    pip install jiwer==4.0.0 && python error_rate_reference.py

Writes src/test/resources/lungo/metrics/error_rate.json: sets of transcripts and references with
jiwer's counts and rates of words and characters. The last set is of random words, so that there
are many ways of the same length from a transcript to its reference.
"""

import json
import random
from pathlib import Path

import jiwer

OUT = Path(__file__).resolve().parent.parent / "resources" / "lungo" / "metrics"


def random_set(seed: int) -> tuple[list[str], list[str]]:
    draw = random.Random(seed)

    def text() -> str:
        return " ".join(draw.choice(["a", "b", "ab", "c"]) for _ in range(draw.randint(1, 12)))

    return [text() for _ in range(40)], [text() for _ in range(40)]


SETS = {
    "right": (["seven two nine"], ["seven two nine"]),
    "each kind": (["the cat sat on mat mat"], ["a cat sat on the mat"]),
    "nothing heard": (["", "go"], ["yes no", "go"]),
    "more than one": (["one two three four five"], ["one"]),
    "capitals and marks": (["Call me ishmael"], ["Call me Ishmael."]),
    "spaces": (["  so   it goes "], ["so it  goes"]),
    "beyond the first plane": (["na\u00efve \U0001f600"], ["naive \U0001f601"]),
    "random": random_set(7),
}


def figures(output) -> dict:
    return {
        "hits": output.hits,
        "substitutions": output.substitutions,
        "deletions": output.deletions,
        "insertions": output.insertions,
    }


def main() -> None:
    sets = []
    for name, (transcripts, references) in SETS.items():
        words = jiwer.process_words(references, transcripts)
        characters = jiwer.process_characters(references, transcripts)
        sets.append(
            {
                "name": name,
                "transcripts": transcripts,
                "references": references,
                "words": {**figures(words), "rate": words.wer},
                "characters": {**figures(characters), "rate": characters.cer},
            }
        )
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(sets, ensure_ascii=False, indent=1)
    (OUT / "error_rate.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
