/** The booth's picture, large, on the guest's page. */

export function createBoothView({ room, container, onChange }) {
  let watch = null;
  let shown = null;

  function clear() {
    watch?.stop();
    watch = null;
    shown = null;
    container.replaceChildren();
    container.toggleAttribute("data-moving", false);
  }

  room.on("stream", ({ id, kind }) => {
    if (kind !== "booth") return;
    clear();
    shown = id;
    watch = room.watch(id, container, {
      onPicture(isMoving) {
        container.toggleAttribute("data-moving", isMoving);
        onChange(isMoving ? "live" : "lost");
      },
    });
  });
  room.on("gone", (id) => {
    if (id !== shown) return;
    clear();
    onChange("lost");
  });
  return { clear };
}
