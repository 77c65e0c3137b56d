const MOST_FILES = 10;

/** Whether this browser hands so many pictures to the system's share sheet. */
export function takesFiles(count) {
  if (count < 1 || count > MOST_FILES || !navigator.canShare) return false;
  return navigator.canShare({ files: [new File([""], "photo.jpg", { type: "image/jpeg" })] });
}

/** A card's picture as a file to pass on; a JPEG, which every program takes. */
export async function fileOf(card) {
  const link = card.querySelector(".card__link");
  // The largest copy that pages show; where there is none yet, the photo itself.
  const url = link.href.includes(".webp") ? link.href.replace(".webp", ".jpg") : link.dataset.download;
  const response = await fetch(url, { cache: "force-cache" });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const name = `${card.dataset.kind}-${card.id.slice(-8)}.jpg`;
  return new File([await response.blob()], name, { type: "image/jpeg" });
}
