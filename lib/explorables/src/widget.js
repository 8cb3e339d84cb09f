// The notebook's module (anywidget): one view for figures and questions, by the model's `kind`.
import "./calibration_data.js";
import { mountFigure } from "./figures.js";
import { renderQuestion } from "./questions.js";

function renderFigure({ model, el }) {
  el.classList.add("af", "af-figure", "af-no-katex");
  const options = { state: model.get("state"), goal: model.get("goal") };
  const figure = mountFigure(model.get("figure"), el, options, (state, { reached }) => {
    model.set("state", structuredClone(state));
    if (model.get("goal")) model.set("goal_reached", reached);
    model.save_changes();
  });
  if (!figure) return () => {};
  // A change that did not come from this view (Python, or a second view of the same figure).
  const follow = () => {
    if (JSON.stringify(model.get("state")) !== JSON.stringify(figure.state())) figure.set(model.get("state"));
  };
  model.on("change:state", follow);
  return () => {
    model.off("change:state", follow);
    figure.destroy();
  };
}

export default {
  render(context) {
    // JupyterLab would take the arrow keys for itself. It looks for this mark on the focused element first.
    context.el.addEventListener("focusin", (event) => {
      event.target.dataset.lmSuppressShortcuts = "true";
    });
    return context.model.get("kind") === "figure" ? renderFigure(context) : renderQuestion(context);
  },
};
