/** The staff's board of texts: what became of each, and what to do about it. */
import "./main.css";
import { send } from "../booth/api/client.js";
import { newKey } from "../booth/ids.js";
import { createActions } from "./actions.js";
import { createList } from "./list.js";
import { GROUPS, chipOf, emptyWords, recipientOf } from "./words.js";

const EVERY_MS = 10_000;
const byId = (id) => document.getElementById(id);
const { urls } = JSON.parse(byId("board-config").textContent);
let group = "all";
let found = null; // {phone} or {email} that was looked for
let next = null;
let timer = null;

const list = createList({
  root: byId("rows"),
  template: byId("row"),
  actions: createActions({ url: urls.messages, newKey, onChanged: look }),
});

const pageUrl = (after) => {
  const query = new URLSearchParams();
  if (group !== "all") query.set("show", group);
  if (after) query.set("after", after);
  return query.size ? `${urls.board}?${query}` : urls.board;
};

async function look() {
  clearTimeout(timer);
  const asked = { group, found };
  const reply = found
    ? await send({ url: urls.find, method: "POST", body: found })
    : await send({ url: pageUrl() });
  timer = setTimeout(look, EVERY_MS);
  if (asked.group !== group || asked.found !== found) return; // somebody chose another list meanwhile
  showTrouble(reply);
  if (reply.status === 200) show(reply.body);
}

function show({ results, next: following, totals, budget }) {
  const isWhole = !following;
  list.refresh(results, { isWhole });
  if (isWhole || list.size() <= results.length) next = following;
  byId("older").hidden = !next;
  for (const chip of byId("groups").children) {
    chip.textContent = chipOf(chip.dataset.group, chip.dataset.label, totals);
    chip.setAttribute("aria-pressed", String(chip.dataset.group === group && !found));
  }
  byId("budget").hidden = false;
  byId("budget").value = budget.share;
  byId("budget-text").textContent = budget.sentence || `${budget.spent} of ${budget.amount} ${budget.currency}`;
  const [title, text] = emptyWords(group, Boolean(found));
  byId("empty").hidden = results.length > 0;
  byId("empty").querySelector("h2").textContent = title;
  byId("empty").querySelector("p").textContent = text;
  byId("summary").textContent = `${totals.all} texts, ${totals.failed} failed, ${totals.unknown} unknown.`;
}

function showTrouble({ status, body }) {
  const trouble = byId("trouble");
  trouble.hidden = status === 200;
  if (status === 401 || status === 403) {
    const link = Object.assign(document.createElement("a"), { href: urls.signIn, textContent: "Sign in again" });
    trouble.replaceChildren("You are no longer signed in. ", link);
  } else if (status !== 200) {
    trouble.textContent = body?.detail ?? "The server does not answer. What you see may be old.";
  }
}

function choose(name) {
  [group, found, next] = [name, null, null];
  byId("find-text").value = "";
  byId("find-end").hidden = true;
  list.clear();
  look();
}

async function older() {
  const reply = await send({ url: pageUrl(next) });
  if (reply.status !== 200) return showTrouble(reply);
  list.append(reply.body.results);
  next = reply.body.next;
  byId("older").hidden = !next;
}

async function showAnswers() {
  const reply = await send({ url: urls.inbound });
  const answers = reply.body?.results ?? [];
  byId("answers").hidden = answers.length === 0;
  byId("answers-list").replaceChildren(
    ...answers.map(({ recipient_hint: who, text, kind, received_at: at }) => {
      const line = document.createElement("li");
      const words = Object.assign(document.createElement("bdi"), { textContent: text || kind.toUpperCase() });
      line.append(`${new Date(at).toLocaleTimeString([], { timeStyle: "short" })} · ${who} · `, words);
      return line;
    }),
  );
}

function listen() {
  const feed = new EventSource(urls.live);
  for (const kind of ["message", "budget"]) {
    feed.addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(look, 400);
    });
  }
  feed.addEventListener("inbound", showAnswers);
}

for (const [name, label] of GROUPS) {
  const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: label });
  Object.assign(chip.dataset, { group: name, label });
  chip.addEventListener("click", () => choose(name));
  byId("groups").append(chip);
}
byId("older").addEventListener("click", older);
byId("find-end").addEventListener("click", () => choose("all"));
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = recipientOf(byId("find-text").value);
  if (!wanted) return;
  [found, next] = [wanted, null];
  byId("find-end").hidden = false;
  list.clear();
  look();
});
document.addEventListener("visibilitychange", () => document.hidden || look());
listen();
showAnswers();
look();
