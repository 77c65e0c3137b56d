/** Guests from afar in mission control: each booth's waiting room, and who is on its screen. */
import { send } from "../booth/api/client.js";
import { createInvite } from "./invite.js";

const EVERY_MS = 3000;

/** `say(id, sentence)` tells staff at a booth's tile what became of what they asked. */
export function createGuestDesk({ urls, say }) {
  const rooms = new Map();
  const invite = createInvite({ urls });
  let timer = null;

  async function look() {
    clearTimeout(timer);
    const reply = await send({ url: urls.guests, timeout: 8000 });
    if (reply.status === 200) show(reply.body.results);
    timer = setTimeout(look, EVERY_MS);
  }

  function show(guests) {
    for (const [id, root] of rooms) {
      const mine = guests.filter((guest) => belongsTo(guest, id));
      const list = root.querySelector(".tile__guests ul");
      const state = JSON.stringify(mine);
      root.querySelector(".tile__guests").hidden = mine.length === 0;
      if (list.dataset.state === state) continue; // a finger may be on a button
      list.dataset.state = state;
      list.replaceChildren(...mine.map((guest) => row(guest, id)));
    }
  }

  function row(guest, booth) {
    const item = document.createElement("li");
    item.className = "tile__guest";
    item.dataset.status = guest.status;
    const name = document.createElement("bdi");
    name.textContent = guest.name;
    const note = document.createElement("span");
    note.className = "muted";
    note.textContent = noteOf(guest);
    const buttons = document.createElement("span");
    buttons.className = "tile__guest-buttons";
    if (guest.status === "waiting") {
      buttons.append(
        button("Let in", `Let ${guest.name} in`, () => ask(booth, `${guest.id}/admit/`, { booth }), true),
        button("No", `Do not let ${guest.name} in`, () => ask(booth, `${guest.id}/remove/`)),
      );
    } else {
      buttons.append(button("Put out", `Put ${guest.name} out`, () => ask(booth, `${guest.id}/remove/`)));
    }
    item.append(name, note, buttons);
    return item;
  }

  async function ask(booth, path, body = {}) {
    const reply = await send({ url: urls.guests + path, method: "POST", body });
    say(booth, reply.status === 200 ? "" : (reply.body?.detail ?? "No answer. Please try again."));
    look();
  }

  look();
  return {
    look,
    attach(id, root) {
      rooms.set(id, root);
      root.querySelector("[data-invite]").addEventListener("click", () => {
        invite.open({ booth: id, name: root.querySelector("h2").textContent });
      });
    },
    detach: (id) => rooms.delete(id),
  };
}

/** Whether a guest is to be seen, or waits, at this booth. */
export function belongsTo({ status, booth, invited_to: invitedTo }, id) {
  if (status === "admitted") return booth === id;
  return invitedTo === null || invitedTo === id;
}

export function noteOf({ status, is_online: isOnline }) {
  if (!isOnline) return "Page is away";
  return status === "waiting" ? "Waits to be let in" : "On the screen";
}

function button(text, label, onClick, isMain = false) {
  const each = document.createElement("button");
  each.type = "button";
  each.className = isMain ? "button button--accent" : "button";
  each.textContent = text;
  each.setAttribute("aria-label", label);
  each.addEventListener("click", onClick);
  return each;
}
