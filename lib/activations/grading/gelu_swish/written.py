"""Written exercises: why do Transformers use GELU, and should every CNN?"""

from ..essay import Essay
from ..records import Exercise
from .sections import COMPARED

RUBRIC = (
    "Names the reason on record: GPT-1 used GELU, and BERT took it over, “following OpenAI GPT”.",
    "Says what a controlled comparison found: differences between ReLU and GELU of about the size of the "
    "spread between runs (T5-base on GLUE: 83.80 against 83.86, spread 0.235), or below ReLU (translation).",
    "Treats smoothness as a hypothesis: the loss of a ReLU network is continuous, and PaLM saw spikes with "
    "a smooth unit.",
    "Says what is different today: many models use gated units with SiLU or GELU, some ReLU or its square, "
    "so GELU is not “the” activation of Transformers.",
)
MODEL = (
    "Mostly because the first ones did. GPT-1 used it in June 2018, and BERT's authors write that they use "
    "GELU “following OpenAI GPT”. It is about as good: trained side by side, ReLU and GELU differ by less "
    "than two runs of the same model do (GLUE 83.80 and 83.86, with a spread of 0.235), and in one set of "
    "translation experiments GELU was slightly behind. That it is smooth may help the optimiser, but no "
    "controlled experiment that shows it is cited. A ReLU network's loss is continuous too, and PaLM had "
    "loss spikes with a smooth unit. Today many models have moved on to gated units such as SwiGLU, where "
    "the extra matrix makes a difference that can be measured."
)
ERRORS = (
    "“It raises GLUE by 0.5 to 2 %”: no source, and the controlled comparison gives 0.06 points.",
    "“ReLU makes the loss discontinuous”: only its slope jumps.",
    "“Its gradient never vanishes”: it is 0 at −0.75 and negative left of that.",
    "“GPT-4 uses it”: not disclosed.",
)

EVERY_CNN = Essay(
    rubric=(
        "Says what evidence there is for CNNs, or that a result for one network does not carry over to all.",
        "Asks what the weights were trained with: a pretrained network keeps its activation.",
        "Asks where it runs: time in the whole network on that device, and the range in few bits, where "
        "ReLU6 and hardswish know theirs beforehand.",
        "Proposes a fair comparison: the same seeds, a learning rate chosen for each, differences with an "
        "interval.",
    ),
    model=(
        "Not as a rule. When a ResNet-50 was turned into ConvNeXt step by step (arXiv:2201.03545), GELU in "
        "the place of ReLU left the accuracy unchanged, so one careful comparison found nothing to gain or "
        "to lose. A pretrained network keeps the function that its weights were fitted to. On a phone I "
        "would measure the whole network, and in eight bits I would want a range that is known beforehand, "
        "as ReLU6 has. For a new network I would train both with the same seeds, each with the best of a "
        "few learning rates, and look at the differences with their interval. If it contains 0, I keep "
        "what is cheaper here."
    ),
    errors=(
        "“Smooth functions train better”: a hypothesis, and the comparison asks for the evidence.",
        "“Transformers use it, so CNNs should”: another network is another experiment.",
        "“It is too slow for CNNs”: most of a layer's time goes into the convolution; measure it.",
    ),
)

EXERCISES = [
    Exercise(
        id="4.8",
        title="Why Transformers use GELU",
        section=COMPARED,
        tests=Essay(RUBRIC, MODEL, ERRORS).tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="next time a reason is given without a source, ask for the table.",
    ),
    Exercise(
        id="4.12",
        title="GELU for every CNN?",
        section=COMPARED,
        tests=EVERY_CNN.tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="the laboratory chapter has the comparison ready: run it on data of your own.",
    ),
]
