"""The figure "temperature": the softmax of logits at a temperature, top-k, top-p, and seeded draws."""

from __future__ import annotations

import math

import numpy as np

from ..experiments import entropy, kept
from ..portable import uniforms
from ..softmax import softmax
from .logits import LOGITS, TEMPERATURE, entropy_text, logit_text
from .model import figure, make
from .states import Number
from .text import Table, fixed, show

SCHEMA = {
    "logits": LOGITS,
    "temperature": TEMPERATURE,
    "top_k": Number(8, 1, 8, integer=True),
    "top_p": Number(1, 0.05, 1),
    "draws": Number(100, 1, 10_000, integer=True),
    "seed": Number(0, 0, 99, integer=True),
}


def temperature(
    logits=(2, 1, 0.5, -1),
    *,
    temperature=1,
    top_k=8,
    top_p=1,
    draws=100,
    seed=0,
    goal=None,
    caption="",
    id=None,
):
    """Logits as bars to drag, their softmax at a temperature below, and what is drawn from it.

    Args:
        logits: two to eight numbers in [−5, 5].
        temperature: T, 0.05 to 20.
        top_k: keep the k most probable tokens only, 1 to 8; 8 keeps all.
        top_p: then keep the fewest of them that hold this much of the probability, 0.05 to 1; 1 keeps all.
        draws: number of draws, 1 to 10000.
        seed: of the draws, 0 to 99.
        caption, id: as in `shape`.
        goal: readouts are entropy (in nats) and top (the largest probability) of what is sampled from, kept
            (the number of tokens), deviation (the largest distance of a count from the expected one, in
            standard deviations), probability.1 and drawn.1 of the first token and so on; "softmax.entropy"
            and "softmax.top" are those before the cut.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"logits": logits, "temperature": temperature, "top_k": top_k, "top_p": top_p}
    return make("temperature", {**given, "draws": draws, "seed": seed}, goal, caption, id)


@figure("temperature", title="Logits, temperature, probabilities", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Probabilities before and after the cut, and how often each token is drawn."""
    logits, T, draws = state["logits"], state["temperature"], state["draws"]
    p = softmax(logits, T)
    q = kept(logits, T, min(state["top_k"], len(logits)), state["top_p"])
    # The page's own random numbers: a draw is the stretch of [0, 1] that a uniform number falls into.
    tokens = np.searchsorted(np.cumsum(q), uniforms(draws, state["seed"], 0), side="right")
    counts = np.bincount(np.minimum(tokens, len(q) - 1), minlength=len(q))
    open_to_chance = (q > 0) & (q < 1)
    expected = draws * q[open_to_chance]
    far = np.abs(counts[open_to_chance] - expected) / np.sqrt(expected * (1 - q[open_to_chance]))
    readouts = {
        "entropy": float(entropy(q)),
        "top": float(q.max()),
        "kept": int(np.count_nonzero(q)),
        "deviation": float(far.max(initial=0)),
        "softmax.entropy": float(entropy(p)),
        "softmax.top": float(p.max()),
    }
    rows = []
    for i, z in enumerate(logits):
        readouts |= {f"probability.{i + 1}": float(q[i]), f"drawn.{i + 1}": int(counts[i])}
        sampled = show(float(q[i])) if q[i] else "cut"
        cells = [logit_text(z), show(float(p[i])), sampled, show(float(draws * q[i])), str(counts[i])]
        rows.append([str(i + 1), *cells])
    caption = (
        f"Entropy {entropy_text(readouts['entropy'])} (at most {fixed(math.log(len(p)), 3)} nats); "
        f"top probability {show(readouts['top'])}; "
        f"counts within {fixed(readouts['deviation'], 2)} standard deviations of the expected ones"
    )
    columns = ["token", "logit", f"softmax, T = {show(T, 3)}", "sampled from", "expected"]
    return readouts, Table(caption, [*columns, f"of {draws} drawn"], rows)
