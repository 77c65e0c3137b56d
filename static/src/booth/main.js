/** The booth page: makes its parts and introduces them to each other. */
import "./css/main.css";
import { createAfar } from "./afar/afar.js";
import { createPauseSign } from "./afar/pause_sign.js";
import { createLive } from "./api/live.js";
import { boothSessionId } from "./booth_session.js";
import { createCamera } from "./camera/camera.js";
import { remembered } from "./camera/remembered.js";
import { createCompany } from "./company/company.js";
import { readConfig } from "./config.js";
import { createDarkroom } from "./darkroom/darkroom.js";
import { keepFiles } from "./files/register.js";
import { createLook, defineFilters } from "./look.js";
import { createOutbox } from "./outbox/outbox.js";
import { createShelf } from "./outbox/shelf.js";
import { createAbandonedWatch } from "./sitting/abandoned.js";
import { createAlbum } from "./sitting/album.js";
import { createDirector } from "./sitting/director.js";
import { createKeeper } from "./sitting/keeper.js";
import { restoreSitting } from "./sitting/restore.js";
import { createStage } from "./sitting/stage.js";
import { createVerdicts } from "./sitting/verdicts.js";
import { createAutoMode } from "./smile/auto_mode.js";
import { createFooters } from "./strip/footer_content.js";
import { wireTakeHome } from "./take_home.js";
import { nextTask, whenIdle } from "./tasks.js";
import { wireCameraProblem } from "./ui/camera_problem.js";
import { byId } from "./ui/dom.js";
import { wireKeys } from "./ui/keys.js";
import { createMessage } from "./ui/message.js";
import { createResult } from "./ui/result.js";
import { createResultChoice } from "./ui/result_choice.js";
import { createReturnTimer } from "./ui/return_timer.js";
import { wireStaff } from "./ui/staff.js";
import { wireStageFilters } from "./ui/stage_filters.js";
import { createTray } from "./ui/tray.js";
import { wireUploadState } from "./ui/upload_state.js";
import { keepAwake } from "../shared/wake_lock.js";

const PRUNE_EVERY_MS = 5 * 60_000;
const KEEP_SENT_MS = 30 * 60_000;
/** Somebody who keeps pressing through the last photo does not mean to leave its result. */
const RUSH_MS = 2500;

const config = readConfig();
const { event, urls, filters, layouts } = config;
const video = byId("camera");
const boothSession = boothSessionId(event.slug);
const shelf = createShelf();
const outbox = createOutbox({ shelf });
const live = createLive(urls.live);
const message = createMessage();
defineFilters(byId("filter-defs"), filters);
const look = createLook({
  filters, initial: event.filter, usual: remembered(`filter:${event.slug}`), video,
});
const pauseSign = createPauseSign({ storage: remembered(`pause:${event.slug}`) });
const camera = createCamera({ video, remembered: remembered("camera") });
const darkroom = createDarkroom({ script: config.darkroom });
const album = createAlbum({ shelf, darkroom, layouts });
const verdicts = createVerdicts({
  outbox, live, url: urls.snaps, isAskedFor: () => event.smilePolicy !== "off",
});
const keeper = createKeeper({
  event, urls, boothSession, outbox, shelf,
  onUnstored: () => message.show("This device is full. Please keep this page open and call staff.", { ms: 10_000 }),
});

const tray = createTray({
  frameCount: event.frameCount,
  pictureOf: album.picture,
  slot: (layouts.find(({ slug }) => slug === event.layout) ?? layouts[0]).slots[0],
  onOpen: (key) => takeHome.downloadPhoto(key),
});
const stage = createStage({
  video, darkroom, tray, album, message, onShow,
  company: () => company,
  spareFrame: () => afar.onAir.grab(),
});
const director = createDirector({ event, camera, stage, keeper, verdicts, look });
const takeHome = wireTakeHome({
  config, boothSession, outbox, shelf, live, album, sitting: director.sitting,
  stripIsKept: () => result.settled(),
});
const choice = createResultChoice({
  filters, album, look, sitting: director.sitting, onRetake: director.retake,
});
const timer = createReturnTimer({ onReturn: director.leave, isBusy: takeHome.isTexting });
const footers = createFooters(event);
const result = createResult({
  config, album, darkroom, timer, choice, footers,
  onFinished: keeper.keepStripPicture,
});
const filesKept = keepFiles(urls.serviceWorker);
const autoMode = createAutoMode({
  event, urls, video, look,
  files: config.smileFiles,
  service: config.smileService,
  beforeLoading: () => filesKept,
  onSmile: begin,
});
const watchAbandoned = createAbandonedWatch(director.leave);
const afar = createAfar({
  config, boothSession, camera, director, look, autoMode, pauseSign, outbox, live,
  onGuests: (list) => company.seat(list),
});
const company = createCompany({
  room: afar.onAir, event, layouts, look, video, stage: byId("main"), onUnknown: afar.follow,
});

function onShow({ state, sitting }) {
  result.show({ state, sitting });
  autoMode.follow(state);
  watchAbandoned({ state, sitting });
  afar.follow();
  if (!sitting) album.forget();
}

function begin() {
  if (!pauseSign.isOn()) director.start();
}

/** A key or clicker: on the result it makes room for the next guests, but not in a rush. */
function onShutter() {
  if (director.phase() !== "result") begin();
  else if (timer.runsFor() > RUSH_MS) director.leave();
}

function wireControls() {
  byId("shutter").addEventListener("click", begin);
  byId("cancel").addEventListener("click", () => director.cancel());
  byId("start-over").addEventListener("click", director.leave);
  byId("next-guests").addEventListener("click", director.leave);
  byId("result").addEventListener("pointerdown", timer.stay);
  byId("result").addEventListener("keydown", timer.stay);
  wireKeys({ onShutter, onEscape: () => director.cancel() });
  look.on("filter", director.restyle);
}

/** What the first guests will need, while nobody waits for it. */
async function prepare() {
  await filesKept;
  await whenIdle();
  footers(layouts.find(({ slug }) => slug === event.layout) ?? layouts[0]);
  await whenIdle();
  await takeHome.prepare();
  live.on("open", takeHome.prepare); // the network was away then, and is back
}

async function start() {
  await nextTask(); // so far the parts were made; long tasks would make the page stutter
  wireCameraProblem(camera);
  wireControls();
  wireStaff({ camera, look, video });
  wireStageFilters({ filters, look, video, camera, darkroom });
  wireUploadState({ outbox, downloads: takeHome.downloads });
  await nextTask();
  director.listen();
  live.on("open", outbox.kick);
  live.start();
  verdicts.start();
  director.refresh();
  await restoreSitting({ event, shelf, album, keeper, director, look });
  outbox.start();
  afar.start();
  camera.start();
  keepAwake();
  navigator.storage?.persist?.();
  shelf.prune(Date.now() - KEEP_SENT_MS);
  setInterval(() => shelf.prune(Date.now() - KEEP_SENT_MS), PRUNE_EVERY_MS);
  prepare();
}

start();
