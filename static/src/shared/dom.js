/** Show a sentence at the foot of the page for a while; screen readers hear it. */
export function toast(text, { seconds = 5 } = {}) {
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = text;
  document.getElementById("toasts")?.append(note);
  setTimeout(() => note.remove(), seconds * 1000);
}

export function prefersReducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
