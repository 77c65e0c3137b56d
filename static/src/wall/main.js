import "./main.css";
import { fetchCards } from "../gallery/cards.js";
import { Feed } from "../gallery/feed.js";
import { publicAddress } from "../shared/address.js";
import { qrCode } from "../shared/qr.js";
import { keepAwake } from "../shared/wake_lock.js";
import { Album } from "./album.js";
import { photoOf } from "./photos.js";
import { furnish } from "./room.js";
import { Show } from "./show.js";
import { Spotlight } from "./spotlight.js";
import { Tiles } from "./tiles.js";

const OLDER_EVERY_MS = 10 * 60_000;
const FRONT_FIRST_MS = 5000; // the network is slow: the photos behind wait no longer

const wall = document.getElementById("wall");
const album = new Album();
const tiles = new Tiles(document.getElementById("tiles"));
const spotlight = new Spotlight(document.getElementById("spotlight"));
const show = new Show({ album, spotlight, onShown: (photo) => tiles.put(photo) });
let asking = null;
let askAgain = false;
let olderCursor = wall.dataset.cursor;

album.setNewest(tiles.photos);
document.documentElement.classList.add("is-live");
spotlight.ready(FRONT_FIRST_MS).then(() => tiles.hang());
showAddress(document.getElementById("wall-qr"));
furnish(document.getElementById("full-screen"));
keepAwake();
new Feed(wall.dataset.liveUrl, {
  onItem: ({ id }) => {
    album.announce(id);
    ask();
  },
  onRemoved: ({ id }) => remove(id),
  onPoll: ask,
  onState: (isLive) => isLive && ask(), // what was missed meanwhile
}).start();
fetchOlder();
setInterval(fetchOlder, OLDER_EVERY_MS);
show.plan();

/** Fetch the newest piece; one request at a time, and one more if asked meanwhile. */
function ask() {
  askAgain = Boolean(asking);
  asking ??= receive()
    .catch(() => {}) // the next event, or the next poll, asks again
    .finally(() => {
      asking = null;
      if (askAgain) ask();
    });
}

async function receive() {
  const { list, cursor } = await fetchPhotos({});
  if (!cursor) album.setOlder([]);
  // What is gone without the feed having said so, while there was none.
  album.setNewest(list, { isAll: !cursor }).forEach(remove);
  olderCursor ||= cursor;
  settle();
}

/** The next older piece, for as long as there is one; then from the beginning. */
async function fetchOlder() {
  if (!olderCursor) return;
  try {
    const photos = await fetchPhotos({ before: olderCursor });
    album.setOlder(photos.list);
    olderCursor = photos.cursor; // empty: the next newest piece says where to begin again
  } catch {
    // no network just now: the pictures that are there will do
  }
}

async function fetchPhotos(parameters) {
  try {
    const { cards, cursor } = await fetchCards(wall.dataset.cardsUrl, parameters);
    return { list: cards.map(photoOf), cursor };
  } catch (error) {
    if ([403, 404, 410].includes(error.status)) location.reload(); // closed: the page says why
    throw error;
  }
}

function remove(id) {
  album.remove(id);
  tiles.remove(id);
  show.drop(id);
  settle();
}

function settle() {
  wall.classList.toggle("is-empty", album.isEmpty);
  document.getElementById("empty").hidden = !album.isEmpty;
  if (album.isEmpty) spotlight.clear();
  show.plan();
}

/** Opened by a name that others can reach too, the wall sends guests there. */
function showAddress(place) {
  if (!place) return;
  const address = publicAddress(place.dataset.url, location);
  if (address === place.dataset.url) return;
  place.innerHTML = qrCode(address);
  document.getElementById("wall-address").textContent = address.replace(/^\w+:\/\//, "").replace(/\/$/, "");
}
