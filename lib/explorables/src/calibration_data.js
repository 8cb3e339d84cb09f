// The logits of the figure "calibration". In the notebook's module they are part of it; a page loads them as a script of
// their own, only where the figure stands.
import data from "../../activations/data/calibration.json" with { type: "json" };

globalThis.afLogits = data;
