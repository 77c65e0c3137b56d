/** What the server told the page: see `booth_config` in booth/views.py for its shape. */
export function readConfig(id = "booth-config") {
  return JSON.parse(document.getElementById(id).textContent);
}
