/** Requests to our server. A reply is data, also when nothing came back: nothing here throws. */

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/**
 * Send and return {status, body, retryAfter}.
 *
 * status is 0 when no answer came in `timeout` ms, or it was a redirect (a Wi-Fi log-in page); body
 * is the parsed JSON or null; retryAfter is in ms. A plain object as body is sent as JSON.
 */
export async function send({ url, method = "GET", body, timeout = 15_000 }) {
  const isForm = body instanceof FormData;
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (body && !isForm) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: isForm ? body : body && JSON.stringify(body),
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(timeout),
    });
    return {
      status: response.status,
      body: await jsonOf(response),
      retryAfter: 1000 * (Number(response.headers.get("Retry-After")) || 0),
    };
  } catch {
    return { status: 0, body: null, retryAfter: 0 };
  }
}

async function jsonOf(response) {
  if (!response.headers.get("Content-Type")?.includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** Fetch the status of things by their keys; an empty list when the server does not answer. */
export async function fetchByKeys(url, keys) {
  if (!keys.length) return [];
  const reply = await send({ url: `${url}?keys=${keys.join(",")}`, timeout: 8000 });
  return reply.status === 200 ? (reply.body?.results ?? []) : [];
}
