import "./main.css";
import { newKey } from "../booth/ids.js";
import { itemElement, showItem } from "./items.js";
import { refusalOf } from "./outcome.js";
import { UploadQueue } from "./queue.js";
import { sendPhoto } from "./send.js";

const form = document.getElementById("add");
const list = document.getElementById("uploads");
const thanks = document.getElementById("thanks");
const elements = new Map();

const queue = new UploadQueue({
  send: ({ file, key }, onProgress) =>
    sendPhoto({ url: location.pathname, token: form.csrfmiddlewaretoken.value, file, key, onProgress }),
  show(item) {
    showItem(elements.get(item), item);
    sayThanks();
  },
  pause: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
      addEventListener("online", resolve, { once: true });
    }),
});

document.getElementById("plain").hidden = true;
document.getElementById("pick").hidden = false;
offer("choose", form.photos);
offer("take", document.getElementById("camera"));
// A desktop browser would only open the same file chooser once more.
document.getElementById("take").hidden = !matchMedia("(pointer: coarse)").matches;
addEventListener("beforeunload", (event) => {
  if (queue.unsettled.length) event.preventDefault();
});

function offer(buttonId, input) {
  document.getElementById(buttonId).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = ""; // the same photo may be chosen again
  });
}

function add(file) {
  const item = { file, key: newKey(), progress: 0, words: "", state: "waiting" };
  const element = itemElement(item, { onRetry: () => queue.again(item) });
  elements.set(item, element);
  list.append(element);
  item.words = refusalOf(file, Number(form.dataset.largest));
  if (!item.words) return void queue.add(item);
  item.state = "refused";
  showItem(element, item);
}

function sayThanks() {
  const count = queue.done.length;
  thanks.hidden = count === 0 || queue.unsettled.length > 0;
  const words = `${count === 1 ? "Your photo has" : `${count} photos have`} arrived.`;
  const full = `Thank you. ${words} The people who run the event look at ${count === 1 ? "it" : "them"} first.`;
  if (!thanks.hidden && thanks.textContent !== full) thanks.textContent = full;
}
