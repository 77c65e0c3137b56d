/** What stands under this event's strips, with its fonts and logo loaded once. */
import { loadFooterFonts } from "./footer.js";

export function createFooterContent({ name, dateText, logoUrl }) {
  const logo = logoUrl ? loadImage(logoUrl) : Promise.resolve(null);
  const fonts = loadFooterFonts();
  return async () => {
    await fonts;
    return { title: name, dateText, logo: await logo };
  };
}

function loadImage(url) {
  const image = new Image();
  image.src = url;
  return image.decode().then(
    () => image,
    () => null,
  );
}
