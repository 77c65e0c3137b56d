/**
 * Which booths are watched live. Each minute costs money and each picture a part of the network: never more than a
 * few at once, only tiles in view of a page that is seen, and not at all once staff switch live pictures off.
 */

export const MOST = 6;

/** Of tiles that could be watched, those to watch: first the ones that are, so that nothing flickers. */
export function chosen(tiles, most = MOST) {
  const on = tiles.filter((tile) => tile.live.isOn());
  const rest = tiles.filter((tile) => !tile.live.isOn());
  return [...on, ...rest].slice(0, most);
}

export function createWatching({ button, isPossible, storage }) {
  const tiles = new Set();
  const inView = new Set();
  let isWanted = storage.read() === "on";
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
    settle();
  });

  function settle() {
    const isSeen = isPossible && isWanted && !document.hidden;
    const possible = [...tiles].filter((tile) => isSeen && inView.has(tile.root) && tile.hasLivePicture());
    const watched = chosen(possible);
    for (const tile of tiles) {
      if (watched.includes(tile)) tile.live.start();
      else tile.live.stop({ atOnce: !isWanted });
    }
  }

  function show() {
    button.hidden = !isPossible;
    button.setAttribute("aria-pressed", String(isWanted));
  }

  button.addEventListener("click", () => {
    isWanted = !isWanted;
    storage.write(isWanted ? "on" : "off");
    show();
    settle();
  });
  document.addEventListener("visibilitychange", settle);
  show();
  return {
    settle,
    add(tile) {
      tiles.add(tile);
      observer.observe(tile.root);
    },
    drop(tile) {
      tiles.delete(tile);
      inView.delete(tile.root);
      observer.unobserve(tile.root);
      tile.live.stop({ atOnce: true });
    },
  };
}
