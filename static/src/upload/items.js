/** A photo in the list: its picture, how far it is, and what to do where it failed. */

const WORDS = {
  waiting: "Waiting its turn",
  sending: "Sending",
  later: "No luck just now. We keep trying: leave this page open.",
  done: "Arrived",
};

export function itemElement(item, { onRetry }) {
  const element = document.createElement("li");
  element.className = "upload";
  element.append(preview(item.file), text(item.file), progressBar(item), retryButton(onRetry));
  return element;
}

export function showItem(element, item) {
  element.classList.toggle("upload--failed", ["refused", "failed"].includes(item.state));
  element.classList.toggle("upload--done", item.state === "done");
  element.querySelector(".upload__state").textContent = item.words || WORDS[item.state];
  const bar = element.querySelector("progress");
  bar.hidden = item.state !== "sending";
  bar.value = item.progress;
  element.querySelector("button").hidden = item.state !== "failed";
}

function preview(file) {
  const image = new Image(56, 56);
  image.alt = "";
  image.className = "upload__picture";
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => image.replaceWith(blank()); // no picture, or none that browsers know
  image.src = URL.createObjectURL(file);
  return image;
}

function blank() {
  const box = document.createElement("span");
  box.className = "upload__picture";
  return box;
}

function text(file) {
  const box = document.createElement("div");
  box.className = "upload__text";
  const name = document.createElement("p");
  name.className = "upload__name";
  name.dir = "auto";
  name.textContent = file.name || "Photo";
  const state = document.createElement("p");
  state.className = "upload__state";
  box.append(name, state);
  return box;
}

function progressBar(item) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", `${item.file.name || "Photo"}: how much is sent`);
  return bar;
}

function retryButton(onRetry) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Try again";
  button.addEventListener("click", onRetry);
  return button;
}
