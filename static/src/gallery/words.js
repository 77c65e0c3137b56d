export function photoCount(count) {
  return `${count}\u00a0${count === 1 ? "photo" : "photos"}`;
}

export function arrivalsLabel(count) {
  return `${count} new ${count === 1 ? "photo" : "photos"} ↑`;
}
