/** One request with one photo. XMLHttpRequest, since fetch does not tell how far an upload is. */

/** -> {status, detail, retryAfter}; status 0 where the network failed. */
export function sendPhoto({ url, token, file, key, onProgress }) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("idempotency_key", key);
  body.append("photos", file, file.name || "photo.jpg");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = 180_000;
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () =>
      resolve({
        status: request.status,
        detail: detailOf(request.responseText),
        retryAfter: Number(request.getResponseHeader("Retry-After")),
      });
    request.onerror = request.ontimeout = request.onabort = () => resolve({ status: 0 });
    request.send(body);
  });
}

function detailOf(text) {
  try {
    return JSON.parse(text).detail ?? "";
  } catch {
    return "";
  }
}
