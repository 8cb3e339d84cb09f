"""What the options of a bank's questions say, and which of them are marked right."""

from pathlib import Path

from activations import quiz_bank

SOURCES = Path(__file__).resolve().parent.parent / "exercises" / "quizzes"


def options_of(slug):
    """A function from the name of a question to its options: text to whether it is right."""
    questions = {q["id"]: q for q in quiz_bank.load(SOURCES / f"{slug}.yml")["questions"]}

    def options(id):
        return {str(option["text"]): bool(option.get("correct")) for option in questions[id]["options"]}

    return options
