"""The feed-forward block of a Transformer: its parameters, and what its activation costs."""

from __future__ import annotations

from typing import NamedTuple

from ..timing import medians


def feed_forward_parameters(model_width, hidden_width, *, gated=False, bias=True) -> int:
    """The number of weights and biases in a Transformer's feed-forward block.

    Plain: W₂·f(W₁x + b₁) + b₂. Gated: W₂·(f(W₁x) ⊙ Vx), with a third matrix V as large as W₁.

    Args:
        model_width: length of x, often called d_model.
        hidden_width: length of the hidden layer, often called d_ff.
        gated: count V too.
        bias: count the biases.

    Source: Shazeer 2020, arXiv:2002.05202, section 2.
    """
    into = 2 if gated else 1
    weights = (into + 1) * model_width * hidden_width
    return weights + (into * hidden_width + model_width if bias else 0)


def matched_width(hidden_width, multiple_of=1) -> int:
    """The hidden width with which a gated block has as many weights as a plain one: two thirds of it.

    Args:
        hidden_width: of the plain block.
        multiple_of: rounded up to a multiple of this, as large matrix products like it.

    Source: Shazeer 2020, arXiv:2002.05202, section 2.
    """
    if hidden_width < 1 or multiple_of < 1:
        raise ValueError("hidden_width and multiple_of must be at least 1")
    return -(-2 * hidden_width // (3 * multiple_of)) * multiple_of


class BlockCost(NamedTuple):
    """Median seconds: the activation on the hidden layer alone, and the whole block."""

    activation: float
    block: float

    @property
    def share(self) -> float:
        """The activation's share of the block's time."""
        return self.activation / self.block


def block_cost(functions, model_width=768, hidden_width=3072, tokens=256, rounds=7) -> dict[str, BlockCost]:
    """Time PyTorch activations alone and inside a feed-forward block: forward only, float32, one thread.

    Args:
        functions: name → function of a tensor, such as ``torch.nn.functional.gelu``.
        tokens: rows that go through the block at once.
        rounds: how many measurements each median is taken of; the functions take turns.

    Returns:
        name → `BlockCost`.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        x = torch.randn(tokens, model_width, generator=torch.Generator().manual_seed(0))
        into, out = torch.nn.Linear(model_width, hidden_width), torch.nn.Linear(hidden_width, model_width)
        with torch.no_grad():
            hidden = into(x)
            alone = medians({name: lambda f=f: f(hidden) for name, f in functions.items()}, 3 * rounds)
            whole = medians({name: lambda f=f: out(f(into(x))) for name, f in functions.items()}, rounds)
    finally:
        torch.set_num_threads(threads)
    return {name: BlockCost(alone[name], whole[name]) for name in functions}
