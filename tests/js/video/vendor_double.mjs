/** The vendor's client without a network: what a test lets happen, happens. */

export class Session {
  handlers = {};
  connection = { connectionId: "ours", data: "" };
  published = [];
  constructor(id) {
    this.id = id;
  }
  on(handlers) {
    Object.assign(this.handlers, handlers);
  }
  off() {
    this.handlers = {};
  }
  tell(name, event = {}) {
    this.handlers[name]?.(event);
  }
  connect(token, done) {
    this.token = token;
    this.connected = done;
  }
  disconnect() {
    this.isOver = true;
  }
  publish(publisher, done) {
    this.published.push(publisher);
    this.publishDone = done;
  }
  unpublish(publisher) {
    publisher.isGone = true;
  }
  subscribe(stream) {
    const subscriber = { stream, on: (handlers) => (subscriber.handlers = handlers), getImgData: () => "AQI=" };
    this.subscriber = subscriber;
    return subscriber;
  }
  unsubscribe(subscriber) {
    subscriber.isGone = true;
  }
  signal(content, done) {
    this.said = content;
    done();
  }
}

export function createVendor() {
  const sessions = [];
  return {
    sessions,
    last: () => sessions.at(-1),
    OT: {
      initSession(project, id) {
        sessions.push(new Session(id));
        return sessions.at(-1);
      },
      initPublisher: (element, options) => ({ options, getImgData: () => null, destroy() {} }),
    },
  };
}

export function createTrack() {
  const track = { readyState: "live", clones: [] };
  track.clone = () => {
    const clone = { stop: () => (clone.isStopped = true) };
    track.clones.push(clone);
    return clone;
  };
  return track;
}

export const connection = (id, who) => ({ connectionId: id, data: JSON.stringify(who) });

export const stream = (id, who) => ({
  streamId: id,
  connection: connection(`of ${id}`, who),
  videoDimensions: { width: 4, height: 3 },
});
