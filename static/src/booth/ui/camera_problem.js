/** What the guests and staff see when there is no camera picture. */
import { wordsFor } from "../camera/problems.js";
import { byId } from "./dom.js";

export function wireCameraProblem(camera) {
  const box = byId("camera-problem");
  byId("camera-retry").addEventListener("click", () => camera.open());
  function show(problem) {
    box.hidden = problem === null;
    if (problem === null) return;
    const { title, text } = wordsFor(problem);
    box.dataset.problem = problem;
    byId("camera-problem-title").textContent = title;
    byId("camera-problem-text").textContent = text;
    byId("camera-retry").hidden = problem === "asking" || problem === "insecure";
  }
  camera.on("problem", show);
  return show;
}
