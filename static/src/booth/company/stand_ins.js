/** What the booth sees of guests from afar at a snap, developed like its own photos. */

/**
 * `taken` is what `company.take` returned. Returns [{person, key, bytes, size}]: `bytes` a promise of the JPEG, or of
 * null where there is no picture.
 */
export function developStandIns(taken, { darkroom, album }) {
  return taken.map(({ person, key, grabbed }) => {
    const developed = grabbed.then((blob) => (blob ? develop(blob, key, { darkroom, album }) : null));
    album.expect(key, developed.then((each) => each?.picture));
    const bytes = developed.then((each) => each?.bytes ?? null).catch(() => null);
    const size = developed.then((each) => each?.picture).then(sizeOf, () => sizeOf(null));
    return { person, key, bytes, size };
  });
}

function develop(blob, key, { darkroom, album }) {
  return darkroom.develop(blob, { key, fit: album.fit, isKept: true });
}

const sizeOf = (picture) => ({ width: picture?.width ?? 0, height: picture?.height ?? 0 });
