const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The address to pass on: `given` is the one the server knows itself by. A page that was opened by
 * another name which others can reach (the machine's address in the local network) keeps that name.
 */
export function publicAddress(given, location) {
  const address = new URL(given, location.href);
  if (LOOPBACK.test(location.hostname)) return address.href;
  return new URL(address.pathname + address.search + address.hash, location.origin).href;
}
