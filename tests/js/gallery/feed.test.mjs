import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Feed, resumeAddress } from "../../../static/src/gallery/feed.js";

/** Stands for the browser's EventSource: node has none. */
class Source extends EventTarget {
  static CLOSED = 2;
  static opened = [];
  readyState = 0;

  constructor(url) {
    super();
    this.url = url;
    Source.opened.push(this);
  }

  say(kind, { data = null, id = "" } = {}) {
    const event = new Event(kind);
    this.dispatchEvent(Object.assign(event, { data: JSON.stringify(data), lastEventId: id }));
  }

  close() {
    this.readyState = Source.CLOSED;
  }
}

let heard;
let feed;

beforeEach(() => {
  globalThis.EventSource = Source;
  Source.opened = [];
  heard = [];
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  feed = new Feed("/e/a/live/?after=1-0", {
    onItem: (item) => heard.push(["item", item.id]),
    onRemoved: (item) => heard.push(["removed", item.id]),
    onPoll: () => heard.push(["poll"]),
    onState: (isLive) => heard.push(["live", isLive]),
  });
});

afterEach(() => {
  feed.stop();
  mock.timers.reset();
});

test("passes on what the feed says", () => {
  feed.start();
  Source.opened[0].say("open");
  Source.opened[0].say("item", { data: { id: "a" }, id: "2-0" });
  Source.opened[0].say("removed", { data: { id: "a" }, id: "3-0" });
  assert.deepEqual(heard, [["live", true], ["item", "a"], ["removed", "a"]]);
});

const polls = () => heard.filter(([what]) => what === "poll").length;

test("asks every ten seconds while the feed is away, and stops when it is back", () => {
  feed.start();
  Source.opened[0].say("error");
  Source.opened[0].say("error");
  mock.timers.tick(20_000);
  assert.equal(polls(), 2);
  Source.opened[0].say("open");
  mock.timers.tick(60_000);
  assert.equal(polls(), 3); // once more, for what nobody could hear
});

test("does not ask when the feed opens for the first time", () => {
  feed.start();
  Source.opened[0].say("open");
  mock.timers.tick(60_000);
  assert.equal(polls(), 0);
});

test("asks, within seconds, when some of the feed is lost, and goes on from there", () => {
  feed.start();
  Source.opened[0].say("open");
  Source.opened[0].say("reset", { data: {}, id: "9-0" });
  mock.timers.tick(3_000);
  assert.equal(polls(), 1);
  Source.opened[0].close();
  Source.opened[0].say("error");
  mock.timers.tick(15_000);
  assert.equal(Source.opened[1].url, "/e/a/live/?after=9-0");
});

test("opens a feed that was refused anew, after the last message it saw", () => {
  feed.start();
  Source.opened[0].say("item", { data: { id: "a" }, id: "7-1" });
  Source.opened[0].close();
  Source.opened[0].say("error");
  mock.timers.tick(15_000);
  assert.equal(Source.opened.length, 2);
  assert.equal(Source.opened[1].url, "/e/a/live/?after=7-1");
});

test("polling goes on while a refused feed is opened anew and refused again", () => {
  feed.start();
  for (let round = 0; round < 4; round += 1) {
    const source = Source.opened.at(-1);
    source.close();
    source.say("error");
    mock.timers.tick(15_000);
  }
  assert.ok(heard.filter(([what]) => what === "poll").length >= 4);
});

test("keeps the other parameters of its address when it resumes", () => {
  assert.equal(resumeAddress("/live/?channel=booth&after=1-0", "5-2"), "/live/?channel=booth&after=5-2");
  assert.equal(resumeAddress("/live/", ""), "/live/");
});
