"""The compiled questions: safe markup, two files that agree and are up to date, and what a notebook shows."""

import importlib
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build_quizzes  # noqa: E402
from activations import quiz_bank  # noqa: E402
from activations.quiz_bank import QuizError  # noqa: E402
from quiz_markup import Markup  # noqa: E402

quiz_module = importlib.import_module("activations.quiz")  # the package's name `quiz` is the function
BANKS = {path.stem: quiz_bank.load(path) for path in sorted(build_quizzes.SOURCES.glob("*.yml"))}
SIGMOID = "2_sigmoid_tanh"


def render(text, **options):
    markup = Markup()
    markup.add(text)
    markup.render_formulas()
    return markup.html(text, mathml_only=True, **options)


def test_markup_escapes_everything_but_its_own():
    made = render("<script>alert(1)</script> **a** *b* `<i>` & $x<1$\n\nsecond\n\n```\n<b> * 2 *\n```")
    assert "<script>" not in made and "&lt;script&gt;" in made
    assert "<strong>a</strong> <em>b</em> <code>&lt;i&gt;</code> &amp; " in made
    assert "<math" in made and "&lt;" in made.split("<math")[1]
    assert "<p>second</p><pre><code>&lt;b&gt; * 2 *</code></pre>" in made


def test_markup_leaves_code_and_formulas_alone():
    made = render("`a*b*c` and $a*b*c$", inline=True)
    assert "<code>a*b*c</code>" in made and "<em>" not in made and not made.startswith("<p>")


def test_bad_formula_is_reported():
    with pytest.raises(RuntimeError, match=r"\\nosuch"):
        render(r"$\nosuch$")


def test_compiled_files_are_up_to_date():
    files = build_quizzes.compile_all()
    assert set(files) == set(build_quizzes.TARGET.glob("*.js*"))
    stale = [path.name for path, text in files.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `make figures`"


@pytest.mark.parametrize("slug", BANKS)
def test_page_and_notebook_get_the_same_questions(slug):
    """The two files differ in how mathematics is written, in nothing else."""
    notebook = json.loads((build_quizzes.TARGET / f"{slug}.json").read_text(encoding="utf-8"))
    script = (build_quizzes.TARGET / f"{slug}.js").read_text(encoding="utf-8")
    assert "</" not in script.replace("<\\/", "")
    page = json.loads(script[script.index("] = ") + 4 : script.rindex(";")])
    wordless = re.compile(r"<math.*?</math>|<span.*?>|</span>")

    def words(value):
        if isinstance(value, dict):
            return {key: words(item) for key, item in value.items()}
        if isinstance(value, list):
            return [words(item) for item in value]
        return wordless.sub("", strip_katex(value)) if isinstance(value, str) else value

    assert words(page) == words(notebook)
    assert [q["id"] for q in page["questions"]] == [q["id"] for q in BANKS[slug]["questions"]]


def strip_katex(html):
    """HTML without KaTeX's visual half: what stands after each `katex-html` up to its matching end."""
    while (start := html.find('<span class="katex-html"')) >= 0:
        depth = 0
        for tag in re.finditer(r"<(/?)span\b[^>]*>", html[start:]):
            depth += -1 if tag[1] else 1
            if not depth:
                html = html[:start] + html[start + tag.end() :]
                break
    return html


def bundle(shown):
    made = shown._repr_mimebundle_()
    return made[0] if isinstance(made, tuple) else made


@pytest.fixture(params=["widget", "static"])
def either(request, monkeypatch):
    """Both faces: with anywidget and without."""
    quiz_module._widget_class.cache_clear()
    if request.param == "static":
        monkeypatch.setitem(sys.modules, "anywidget", None)
    yield request.param
    quiz_module._widget_class.cache_clear()


def test_quiz_shows_text_and_folded_answers(either):
    shown = quiz_module.quiz(SIGMOID, "tangent", "identities")
    made = bundle(shown)
    listed = "  Along the tangent (NAT, 1 mark), tangent\n  True for every z (MSQ, 2 marks), identities"
    assert made["text/plain"] == repr(shown) == f"Quiz 2_sigmoid_tanh: 2 questions\n{listed}"
    html = made["text/html"]
    attributes = 'class="af af-quiz" data-quiz="2_sigmoid_tanh" data-ids="tangent identities"'
    assert html.startswith(f"<div {attributes}>")
    assert html.count("<details>") == 2 and "katex-html" not in html and "<script" not in html
    assert html.index("<strong>2</strong>") > html.index("<summary>Show the answer</summary>")
    assert bundle(quiz_module.quiz(SIGMOID, "tangent", "identities"))["text/html"] == html
    assert ("application/vnd.jupyter.widget-view+json" in made) == (either == "widget")


def test_whole_quiz_leaves_guesses_out(either):
    text = bundle(quiz_module.quiz(SIGMOID))["text/plain"]
    count = sum(q["type"] != "guess" for q in BANKS[SIGMOID]["questions"])
    assert f"{count} questions" in text and "opening" not in text


def test_guess_hides_the_value_until_it_is_revealed(either):
    asked = bundle(quiz_module.guess(SIGMOID, "opening"))
    told = bundle(quiz_module.guess(SIGMOID, "opening", reveal=True))
    assert "Measured" not in asked["text/html"] and "Measured" not in asked["text/plain"]
    assert re.search(r"Measured: p = \d\.\d", told["text/html"])
    assert re.search(r"Measured: p = \d\.\d$", told["text/plain"])
    assert 'data-reveal="true"' in told["text/html"]


def test_unknown_names_are_answered_with_known_ones():
    with pytest.raises(QuizError, match=r"known chapters are .*2_sigmoid_tanh"):
        quiz_module.quiz("9_nothing")
    with pytest.raises(QuizError, match=r"'nothing'.*known ids are .*tangent"):
        quiz_module.quiz(SIGMOID, "nothing")
    with pytest.raises(QuizError, match="known ids are opening"):
        quiz_module.guess(SIGMOID, "tangent")


def test_widget_carries_questions_and_counts_answers():
    shown = quiz_module.quiz(SIGMOID, "tangent")
    state = shown.get_state(["kind", "slug", "questions", "sections", "answers", "reveal"])
    assert json.loads(json.dumps(state))["questions"][0]["id"] == "tangent"
    assert state["sections"] == {"the-sigmoid": "The sigmoid"}
    assert shown.score == "0 of 1 answered right"
    shown.answers = {"tangent": {"right": True}}
    assert shown.score == "1 of 1 answered right"
    assert bundle(quiz_module.guess(SIGMOID, "opening"))["text/html"]
