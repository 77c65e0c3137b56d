/** Puts live pictures side by side on the stage. Alone, the booth's own picture fills it as ever. */
import { byId, el } from "../ui/dom.js";
import { placesOn } from "./places.js";

export function createStagePlaces({ stage, video, slotOf, look }) {
  const paper = el("div", { class: "company-paper", hidden: true });
  const rings = byId("rings");
  let present = [];
  video.before(paper);

  function makeHolder() {
    const holder = el("div", { class: "guest-tile" });
    holder.append(el("span", { class: "guest-tile__name", dir: "auto" }));
    video.after(holder);
    return holder;
  }

  function put(element, { x, y, width, height }) {
    const box = { left: x, top: y, width, height };
    for (const [name, value] of Object.entries(box)) element.style[name] = `${value}px`;
  }

  function free(element) {
    for (const name of ["left", "top", "width", "height"]) element.style[name] = "";
  }

  function place() {
    const isShared = present.length > 0;
    stage.toggleAttribute("data-company", isShared);
    paper.hidden = !isShared;
    if (!isShared) return [video, rings].forEach(free);
    const { slot, background } = slotOf();
    const size = { width: stage.clientWidth, height: stage.clientHeight };
    const { paper: box, cells } = placesOn(size, slot, present.length + 1);
    put(paper, box);
    paper.style.background = background;
    stage.style.setProperty("--lift", `${slot.lift * 100}%`);
    [video, rings].forEach((each) => put(each, cells[0]));
    present.forEach(({ holder }, index) => put(holder, cells[index + 1]));
  }

  function wear() {
    for (const { holder } of present) holder.style.filter = video.style.filter;
  }

  function show(next) {
    for (const { holder } of present) {
      holder.classList.remove("is-shown");
      free(holder);
    }
    present = next.slice(0, 3);
    for (const { holder, name } of present) {
      holder.classList.add("is-shown");
      holder.querySelector(".guest-tile__name").textContent = name;
    }
    wear();
    place();
  }

  new ResizeObserver(place).observe(stage);
  look.on("filter", wear);
  return { makeHolder, show, place };
}
