/** A photo as the wall knows it: plain data, read from a card of the gallery or a tile. */

export function photoOf(element) {
  const image = element.querySelector(".card__picture") ?? element.querySelector("img");
  return {
    id: element.dataset.id ?? element.id.replace(/^photo-/, ""),
    kind: element.dataset.kind,
    published: element.dataset.published, // ISO times of one zone: they compare as text
    shape: element.dataset.shape ?? /card--(?!print)([\w-]+)/.exec(element.className)[1],
    src: image.getAttribute("src"),
    srcset: image.getAttribute("srcset") ?? "",
    alt: image.alt,
    // Not as it is laid out, which may be cut, or not at all.
    width: Number(image.getAttribute("width")),
    height: Number(image.getAttribute("height")),
  };
}

/** An image of a photo that will be `sizes` wide. */
export function imageOf({ src, srcset, alt, width, height }, sizes) {
  const image = new Image(width, height);
  image.alt = alt;
  image.decoding = "async";
  image.sizes = sizes;
  if (srcset) image.srcset = srcset;
  image.src = src;
  return image;
}
