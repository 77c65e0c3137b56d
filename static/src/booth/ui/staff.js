/** The staff's small menu: camera, mirror, full screen, what waits on this device. */
import { wireDialog } from "./dialogs.js";
import { byId, el } from "./dom.js";

export function wireStaff({ camera, look, video }) {
  const dialog = byId("staff-dialog");
  const picker = byId("camera-picker");
  wireDialog(dialog);

  async function listCameras() {
    const current = camera.currentDeviceId();
    const options = (await camera.list()).map(({ deviceId, label }, index) =>
      el("option", { value: deviceId, selected: deviceId === current }, label || `Camera ${index + 1}`),
    );
    picker.replaceChildren(...(options.length ? options : [el("option", {}, "No camera found")]));
    picker.disabled = options.length === 0;
    byId("camera-size").textContent = video.videoWidth
      ? `Photos are ${video.videoWidth} × ${video.videoHeight} pixels.`
      : "";
  }

  function open() {
    byId("mirror").checked = look.isMirrored();
    dialog.showModal();
    listCameras();
  }

  async function toggleFullscreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen().catch(() => {});
    dialog.close();
  }

  byId("staff-open").addEventListener("click", open);
  byId("upload-state").addEventListener("click", open);
  picker.addEventListener("change", async () => {
    await camera.choose(picker.value);
    listCameras();
  });
  navigator.mediaDevices?.addEventListener("devicechange", () => dialog.open && listCameras());
  byId("mirror").addEventListener("change", (event) => look.setMirrored(event.target.checked));
  byId("fullscreen").addEventListener("click", toggleFullscreen);
  byId("fullscreen").hidden = !document.fullscreenEnabled;
}
