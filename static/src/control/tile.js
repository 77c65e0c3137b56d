/** One booth in mission control. */
import { factsOf, lineOf, nameOf } from "./facts.js";
import { createLivePicture } from "./live_picture.js";

/**
 * `command(kind, options)` asks the booth; `askPause(onText)` asks what guests are to read; `fetchPass` lets into
 * its video room.
 */
export function createTile({ template, config, command, askPause, fetchPass }) {
  const root = template.content.firstElementChild.cloneNode(true);
  const part = (selector) => root.querySelector(selector);
  let booth = null;
  const live = createLivePicture({ place: part(".tile__live"), fetchPass, onChange: showPicture });

  for (const [name, choices] of [["filter", config.filters], ["layout", config.layouts]]) {
    const select = part(`[data-look=${name}]`);
    select.append(...choices.map((each) => new Option(each.name, each.slug)));
    select.addEventListener("change", () => command("look", { [name]: select.value }));
  }
  for (const button of root.querySelectorAll("[data-kind]")) {
    button.addEventListener("click", () => press(button.dataset.kind));
  }

  function press(kind) {
    const isPaused = booth.state.activity === "paused";
    if (kind === "auto") command(booth.state.mode === "auto" ? "auto_off" : "auto_on");
    else if (kind !== "pause") command(kind);
    else if (isPaused) command("resume");
    else askPause((text) => command("pause", { pause_text: text }));
  }

  function showPicture() {
    const { last_snap_url: url } = booth;
    const image = part("img");
    if (url && image.getAttribute("src") !== url) image.src = url;
    image.hidden = !url || live.isMoving();
    image.alt = url ? "The last photo taken here" : "";
    part(".tile__no-picture").hidden = Boolean(url) || live.isMoving();
    part(".tile__badge").hidden = !live.isMoving();
  }

  function showFacts() {
    const rows = factsOf(booth).map(([term, text, tone]) => {
      const row = document.createElement("div");
      row.dataset.tone = tone;
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.textContent = term;
      dd.textContent = text;
      dd.dir = "auto";
      row.append(dt, dd);
      return row;
    });
    part(".tile__facts").replaceChildren(...rows);
  }

  function showLog() {
    const lines = booth.incidents.map(({ happened_at: at, text }) => {
      const line = document.createElement("li");
      const time = document.createElement("time");
      time.dateTime = at;
      time.textContent = new Date(at).toLocaleTimeString([], { timeStyle: "short" });
      line.append(time, ` ${text}`);
      return line;
    });
    part(".tile__log").replaceChildren(...lines);
  }

  return {
    root,
    live,
    hasLivePicture: () => booth.is_online && booth.state.video === "live",
    show(next, index) {
      booth = next;
      const { tone, text } = lineOf(booth);
      root.dataset.tone = tone;
      part("h2").textContent = nameOf(booth, index);
      part(".tile__line span").textContent = text;
      live.call(`Live picture of ${nameOf(booth, index)}`);
      showPicture();
      showFacts();
      showLog();
      part(".tile__device").textContent = booth.device;
      for (const select of root.querySelectorAll("select")) {
        if (select !== document.activeElement) select.value = booth.state[select.dataset.look];
      }
      const isPaused = booth.state.activity === "paused";
      part("[data-kind=pause]").textContent = isPaused ? "Open again" : "Pause";
      part("[data-kind=auto]").setAttribute("aria-pressed", String(booth.state.mode === "auto"));
      for (const each of root.querySelectorAll("button, select")) each.disabled = !booth.is_online;
      part("[data-kind=countdown]").disabled ||= booth.state.activity !== "idle" || booth.state.camera !== "ok";
    },
    say(sentence) {
      part(".tile__said").textContent = sentence;
    },
  };
}
