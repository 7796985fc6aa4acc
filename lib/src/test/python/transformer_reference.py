"""Reference values for TransformerTest, from torch.nn.Transformer.

    pip install torch==2.7.1 && python transformer_reference.py

Weights and inputs follow from a formula that the test knows too. Writes
src/test/resources/lungo/models/transformer*.json.
"""

import hashlib
import math

import torch
from language_reference import fill, shapes, tokens, write
from torch import nn

WIDTH, HEADS, LAYERS, INNER, VOCABULARY = 16, 4, 2, 24, 13
CONTEXT = 16

# The token that begins and ends a translation.
END = 12


class Model(nn.Module):
    """torch.nn.Transformer with what the paper puts around it."""

    def __init__(self, width: int, heads: int, layers: int, inner: int, vocabulary: int, paper: bool) -> None:
        super().__init__()
        if paper:
            # One table for sources, targets and scores; no normalisation at the stacks' ends.
            self.embedding = nn.Embedding(vocabulary, width)
        else:
            self.src_embed = nn.Embedding(vocabulary, width)
            self.tgt_embed = nn.Embedding(vocabulary, width)
        whole = nn.Transformer(width, heads, layers, layers, inner, batch_first=True)
        self.encoder, self.decoder = whole.encoder, whole.decoder
        if paper:
            self.encoder.norm = self.decoder.norm = None
        else:
            self.generator = nn.Linear(width, vocabulary)
        self.paper = paper

    def placed(self, table: nn.Embedding, ids: torch.Tensor) -> torch.Tensor:
        width = table.embedding_dim
        places = torch.arange(ids.shape[1]).unsqueeze(1)
        angles = places * torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        waves = torch.zeros(ids.shape[1], width)
        waves[:, 0::2], waves[:, 1::2] = torch.sin(angles), torch.cos(angles)
        return table(ids) * math.sqrt(width) + waves

    def forward(self, source: torch.Tensor, target: torch.Tensor, padding: torch.Tensor | None = None) -> torch.Tensor:
        read, written = (self.embedding, self.embedding) if self.paper else (self.src_embed, self.tgt_embed)
        causal = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        encoded = self.encoder(self.placed(read, source), src_key_padding_mask=padding)
        hidden = self.decoder(
            self.placed(written, target), encoded, tgt_mask=causal, memory_key_padding_mask=padding
        )
        return hidden @ self.embedding.weight.T if self.paper else self.generator(hidden)


def greedy(model: Model, source: torch.Tensor) -> list[int]:
    """The likeliest token each time, from END to END."""
    written = [END]
    while len(written) <= CONTEXT:
        best = model(source, torch.tensor([written]))[0, -1].argmax().item()
        if best == END:
            break
        written.append(best)
    return written[1:]


def beam(model: Model, source: torch.Tensor, beams: int) -> list[int]:
    """The highest mean log-probability of its tokens, END among them, that is found."""
    live, ended = [((END,), 0.0)], []
    for _ in range(CONTEXT):
        found = []
        for text, score in live:
            log = model(source, torch.tensor([text]))[0, -1].log_softmax(0)
            found += [((*text, i), score + log[i].item()) for i in range(len(log))]
        found = sorted(found, key=lambda f: -f[1])[: 2 * beams]
        ended += [f for f in found if f[0][-1] == END]
        live = [f for f in found if f[0][-1] != END][:beams]
    best = max([*ended, live[0]], key=lambda f: f[1] / (len(f[0]) - 1))
    return [t for t in best[0][1:] if t != END]


def crossed(model: Model, source: torch.Tensor, target: torch.Tensor, padding: torch.Tensor) -> torch.Tensor:
    """How much the decoder's last layer looks at each token that was read: (N, heads, T, S)."""
    layer = model.decoder.layers[-1].multihead_attn
    seen = []
    asks = {"need_weights": True, "average_attn_weights": False}
    hooks = [
        layer.register_forward_pre_hook(lambda _, args, named: (args, {**named, **asks}), with_kwargs=True),
        layer.register_forward_hook(lambda _, args, output: seen.append(output[1])),
    ]
    model(source, target, padding)
    for hook in hooks:
        hook.remove()
    return seen[0]


def reference(name: str, paper: bool) -> None:
    torch.manual_seed(0)
    model = Model(WIDTH, HEADS, LAYERS, INNER, VOCABULARY, paper)
    fill(model)
    model.eval()
    source = tokens(2, 7, VOCABULARY)
    target = tokens(2, 5, VOCABULARY).flip(1)
    padding = torch.zeros(2, 7, dtype=torch.bool)
    padding[1, 4:] = True
    logits = model(source, target, padding)
    loss = nn.functional.cross_entropy(
        logits.flatten(0, 1), torch.roll(target, -1, 1).flatten(), label_smoothing=0.1
    )
    loss.backward()
    with torch.no_grad():
        write(
            name,
            {
                "shapes": shapes(model),
                "logits": logits.flatten().tolist(),
                "plain": model(source, target).flatten().tolist(),
                "crossed": crossed(model, source, target, padding).flatten().tolist(),
                "loss": [loss.item()],
                "gradient_norms": {n: p.grad.norm().item() for n, p in model.named_parameters()},
                "greedy": [greedy(model, row[None]) for row in tokens(8, 7, VOCABULARY)],
                "beam": [beam(model, row[None], 3) for row in tokens(8, 7, VOCABULARY)],
            },
        )


def counts() -> None:
    """Names and counts of the paper's models, without memory for their weights."""
    with torch.device("meta"):
        made = {
            "base": Model(512, 8, 6, 2048, 37000, True),
            "big": Model(1024, 16, 6, 4096, 37000, True),
        }
    write(
        "transformer_counts",
        {
            name: {
                "parameters": sum(p.numel() for p in model.parameters()),
                "names": hashlib.sha256(
                    "\n".join(sorted(n for n, _ in model.named_parameters())).encode()
                ).hexdigest(),
            }
            for name, model in made.items()
        },
    )


if __name__ == "__main__":
    reference("transformer", paper=False)
    reference("transformer_paper", paper=True)
    counts()
