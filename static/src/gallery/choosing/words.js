const MB = 1_000_000;

export function chosenLabel(count) {
  return count === 0 ? "Tap the photos you want" : `${count} chosen`;
}

export function downloadLabel(count) {
  return count === 0 ? "Download" : `Download ${count}`;
}

export function progressLabel({ received, total }) {
  const got = (received / MB).toFixed(1);
  if (!total) return `${got} MB so far`;
  return `${got} of about ${Math.max(total / MB, 0.1).toFixed(1)} MB`;
}
