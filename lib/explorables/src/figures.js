// The explorables by name. A new one is a module and a line here.
import { calibration } from "./calibration.js";
import { choose } from "./choose.js";
import { collapse } from "./collapse.js";
import { dyingRelu } from "./dying_relu.js";
import { mount } from "./frame.js";
import { gate } from "./gate.js";
import { gradientFlow } from "./gradient_flow.js";
import { jacobian } from "./jacobian.js";
import { playground } from "./playground.js";
import { shape } from "./shape.js";
import { temperature } from "./temperature.js";
import { universal } from "./universal.js";
import { zigzag } from "./zigzag.js";

export const EXPLORABLES = {
  shape, collapse, universal, gradient_flow: gradientFlow, zigzag, dying_relu: dyingRelu, gate, temperature, jacobian, calibration, choose,
  playground,
};

/** Mount the explorable called `name` into `host`; an unknown name is said on the page, not thrown. */
export function mountFigure(name, host, options, onChange) {
  if (Object.hasOwn(EXPLORABLES, name)) return mount(EXPLORABLES[name], host, options, onChange);
  const note = document.createElement("p");
  note.className = "af-message";
  note.textContent = `This page asks for a figure called “${name}”, which this version of the course does not have.`;
  host.prepend(note);
  return null;
}
