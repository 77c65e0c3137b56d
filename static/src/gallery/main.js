import "./main.css";
import { publicAddress } from "../shared/address.js";
import { shareLink } from "../shared/share.js";
import { Bookmark } from "./bookmark.js";
import { cardOf, idOf } from "./cards.js";
import { ChoiceBar } from "./choosing/bar.js";
import { fileOf } from "./choosing/files.js";
import { Feed } from "./feed.js";
import { Lightbox } from "./lightbox.js";
import { Older } from "./older.js";
import { GalleryPage } from "./page.js";
import { Takedown } from "./takedown.js";

const MOST_PIECES_BACK = 40;

const grid = document.getElementById("cards");
const shareButton = document.getElementById("share");
const title = shareButton.dataset.title;
const address = publicAddress(shareButton.dataset.url, location);

const page = new GalleryPage(grid);
const older = new Older({
  link: document.getElementById("older"),
  url: grid.dataset.cardsUrl,
  kind: grid.dataset.kind,
  onCards: (cards) => page.append(cards),
});
const { choosing } = new ChoiceBar({ grid, title });
page.onCards = () => choosing.isOn && choosing.show();
const takedown = new Takedown({
  onGone: (card) => page.remove({ id: idOf(card), kind: card.dataset.kind }),
});
const bookmark = new Bookmark(() => page.lightbox.close());
page.lightbox = new Lightbox({
  grid,
  onShare: sharePhoto,
  onTakeDown: (card) => takedown.ask(card),
  onChange: (id) => bookmark.show(id),
  onClose: closed,
  onEnd: () => older.more(),
});

shareButton.addEventListener("click", () => shareLink({ title, url: address }));
if (grid.dataset.liveUrl) follow(grid.dataset.liveUrl);
openNamedPhoto();

function closed() {
  bookmark.clear();
  page.settle();
}

function follow(url) {
  const live = document.getElementById("live");
  const feed = new Feed(url, {
    onItem: (item) => page.announce(item),
    onRemoved: (item) => page.remove(item),
    onPoll: () => page.check(),
    onState: (isLive) => live.classList.toggle("is-off", !isLive),
  });
  feed.start();
  addEventListener("pagehide", () => feed.stop());
  addEventListener("pageshow", (event) => event.persisted && feed.start());
}

function sharePhoto(card) {
  const url = new URL(address);
  url.hash = card.id;
  return shareLink({ title, url: url.href, file: navigator.canShare ? fileOf(card) : null });
}

async function openNamedPhoto() {
  const { id } = bookmark;
  if (!id) return;
  for (let piece = 0; piece < MOST_PIECES_BACK && !cardOf(id); piece += 1) {
    if (!(await older.more())) break;
  }
  history.replaceState(null, "", location.pathname + location.search);
  page.lightbox.open(id);
}
