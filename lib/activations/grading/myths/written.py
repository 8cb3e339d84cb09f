"""A myth, rewritten."""

from ..essay import Essay
from ..records import Exercise
from .sections import METHOD

CASE = Essay(
    rubric=(
        "Says what the sentence promises, as a number with a tolerance, or that it promises nothing.",
        "Gives the smallest case that could refute it, and a control in which one thing is changed.",
        "Gives the verdict, and does not put an opposite without evidence in its place.",
        "Ends with the right statement, and the condition under which it holds.",
    ),
    model=(
        "“One batch shows which units are dead.” It promises that the share seen on one batch is the share "
        "on all the data, say to within a quarter. The smallest case is a fresh network and sixteen digits: "
        "count the units of the third layer that are off for all sixteen, and again for all 1400. The "
        "control is a larger batch from the same data: the count falls with its size, and at 1400 the two "
        "agree. So the sentence is imprecise: what a batch shows is an upper bound. Right is: no unit that "
        "fires in a batch is dead; which of the others are, all the data must tell. It holds for a fixed "
        "network; while it learns, the answer changes."
    ),
    errors=(
        "“This is wrong, in truth it is the other way round”: the opposite needs evidence as well.",
        "A large experiment for a sentence that falls in three lines.",
        "No control: what was changed is then a guess.",
    ),
)

EXERCISES = [
    Exercise(
        id="8.4",
        title="Rewrite a myth",
        section=METHOD,
        tests=CASE.tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="send the author of the sentence your four lines. Most are glad of it.",
    )
]
