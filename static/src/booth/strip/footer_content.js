/** What stands under this event's strips, with its fonts and logo loaded once. */
import { footerPictures, loadFooterFonts } from "./footer.js";

/** Returns a function that resolves to the footers of a layout, as pictures. */
export function createFooters({ name, dateText, logoUrl }) {
  const logo = logoUrl ? loadImage(logoUrl) : Promise.resolve(null);
  const fonts = loadFooterFonts();
  const drawn = new Map();

  async function draw(layout) {
    await fonts;
    return footerPictures(layout, { title: name, dateText, logo: await logo });
  }

  return (layout) => {
    if (!drawn.has(layout.slug)) drawn.set(layout.slug, draw(layout));
    return drawn.get(layout.slug);
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
