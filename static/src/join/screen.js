/** What the guest sees: one card at a time over the picture. */
import { endWords, lineWords, problemWords, safeWords, waitingWords } from "./words.js";

const CARDS = ["welcome", "camera-trouble", "waiting", "strip", "ended"];
const SAID_MS = 1800;
const FLASH_MS = 120;

const byId = (id) => document.getElementById(id);

export function createScreen() {
  let state = "welcome";
  let hasTrouble = false;
  let saidTimer = null;
  const links = [];

  function show() {
    document.body.dataset.state = state;
    const card = hasTrouble && state !== "ended" && state !== "welcome" ? "camera-trouble" : state;
    for (const id of CARDS) byId(id).hidden = id !== card && !(id === "strip" && hasStrip());
    byId("foot").hidden = state !== "live";
    if (state !== "live") byId("line").hidden = true;
  }

  const hasStrip = () => state === "live" && document.body.hasAttribute("data-strip");

  function closeStrip() {
    document.body.removeAttribute("data-strip");
    show();
  }

  function say(text) {
    clearTimeout(saidTimer);
    byId("said").textContent = text;
    byId("said").hidden = !text;
    if (text) saidTimer = setTimeout(say, SAID_MS, "");
  }

  byId("strip-close").addEventListener("click", closeStrip);
  show();
  return {
    say,
    enter(next) {
      if (state === next) return;
      state = next;
      document.body.removeAttribute("data-strip");
      show();
    },
    askName() {
      byId("name").setAttribute("aria-invalid", "true");
      byId("name-note").textContent = "Please type your name first.";
      byId("name-note").className = "field__error";
      byId("name").focus();
    },
    /** A name of camera/problems.js, or null when all is well. */
    showProblem(problem) {
      hasTrouble = problem !== null;
      if (hasTrouble) {
        const { title, text } = problemWords(problem);
        byId("trouble-title").textContent = title;
        byId("trouble-text").textContent = text;
        byId("camera-retry").hidden = problem === "asking" || problem === "insecure";
      }
      show();
    },
    showBooth(isOnline) {
      byId("waiting-text").textContent = waitingWords(isOnline);
    },
    /** A state of the room: said only where it keeps the guest from the booth. */
    showLine(line) {
      const words = state === "live" ? lineWords(line) : "";
      byId("line").hidden = !words;
      byId("line").dataset.tone = line === "live" ? "ok" : "wait";
      byId("line").lastElementChild.textContent = words;
    },
    count(number) {
      const box = byId("count");
      box.classList.toggle("is-shown", Boolean(number));
      if (!number) return;
      closeStrip();
      box.firstElementChild.textContent = String(number);
      byId("announcer").textContent = String(number);
    },
    flash() {
      const frames = [{ opacity: 1 }, { opacity: 1, offset: 0.4 }, { opacity: 0 }];
      byId("flash").animate(frames, { duration: FLASH_MS });
    },
    /** The sitting is over; `url` is null where the event gives guests no links. */
    showStrip(url) {
      if (state !== "live") return;
      byId("strip-link").hidden = !url;
      byId("strip-text").textContent = url
        ? "It is being made as you read this, with your own camera's picture in it."
        : "Thank you for coming. The people at the booth have your strip.";
      if (url) {
        byId("strip-link").href = url;
        links.push(url);
      }
      document.body.setAttribute("data-strip", "");
      show();
    },
    /** How many of our pictures are still on their way. */
    showSafe(waiting) {
      byId("ended-safe").hidden = waiting === 0;
      byId("ended-safe").textContent = safeWords(waiting);
    },
    end(why) {
      state = "ended";
      say("");
      byId("count").classList.remove("is-shown");
      const { title, text, mayReturn } = endWords(why, links.length);
      byId("ended-title").textContent = title;
      byId("ended-text").textContent = text;
      byId("again").hidden = !mayReturn;
      byId("ended-links").replaceChildren(...links.map(linkItem));
      show();
      byId("ended").focus({ preventScroll: true });
    },
  };
}

function linkItem(url, index, all) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), {
    href: url,
    target: "_blank",
    rel: "noopener noreferrer",
    className: "button button--large button--wide",
    textContent: all.length > 1 ? `Open strip ${index + 1}` : "Open your strip",
  });
  item.append(link);
  return item;
}
