/** What the smile finder says of itself: to guests beside the button, to staff in their dialog. */

const LOADING = (part) => `Smile finder loading ${Math.round(part * 100)} %`;

/** `service` is who checks the photos that are taken, if it is not the booth itself. */
export function wordsForGuests({ place, part = 0 }, { event, service = null }) {
  const everyone = place !== "off" && event.smileRule === "all" ? "Everyone smiles, and it starts." : "";
  const check = event.smilePolicy === "off" ? "" : wordsOfCheck({ place, event, service });
  return [everyone, wordsOfPlace(place, part), check].filter(Boolean).join(" ");
}

function wordsOfCheck({ place, event, service }) {
  if (service) return `Photos that are taken are checked for a smile by ${service}.`;
  return place === "off" && event.smilePolicy === "require" ? "The booth itself looks for a smile in each photo." : "";
}

function wordsOfPlace(place, part) {
  if (place === "off") return "";
  if (place === "loading") return LOADING(part);
  if (place === "server") return "Smiles are found on the booth's own computer. No picture is kept for that.";
  return "Smiles are found on this device. No picture is sent for that.";
}

export function wordsForStaff({ place, part = 0, reason }) {
  if (place === "loading") return LOADING(part);
  if (place === "device") return "Smiles are found on this device.";
  const why = `Smiles can't be found on this device, so small pictures go to the server, two a second.`;
  return reason ? `${why} ${reason}` : why;
}
