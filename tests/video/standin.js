/**
 * Stands in for the vendor's script in tests: the part of its API that our pages use, with real video over
 * WebRTC between pages of one machine. It talks to tests/video/switchboard.py, whose address it was served from.
 */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const MENDING_MS = 3000;

  class Events {
    handlers = new Map();
    on(names, handler) {
      const entries = typeof names === "string" ? [[names, handler]] : Object.entries(names);
      for (const [name, each] of entries) {
        this.handlers.set(name, [...(this.handlers.get(name) ?? []), each]);
      }
    }
    off() {
      this.handlers.clear();
    }
    tell(name, event = {}) {
      for (const handler of this.handlers.get(name) ?? []) handler({ type: name, ...event });
    }
  }

  const failure = (name, message = name) => Object.assign(new Error(message), { name });
  const post = (path, content) =>
    fetch(home + path, { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "text/plain" } });

  function pictureOf(video) {
    if (!video?.videoWidth) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  }

  function videoFor(stream) {
    const video = document.createElement("video");
    Object.assign(video, { muted: true, autoplay: true, playsInline: true, srcObject: stream });
    video.play().catch(() => {});
    return video;
  }

  class Publisher extends Events {
    lines = new Map();
    constructor(options, done) {
      super();
      this.options = options;
      this.media = new MediaStream([options.videoSource]);
      this.video = videoFor(this.media);
      setTimeout(() => done?.());
    }
    getImgData() {
      return pictureOf(this.video);
    }
    /** A page has asked for our picture: offer it. */
    async offer(to) {
      const line = new RTCPeerConnection();
      this.lines.set(to, line);
      for (const track of this.media.getTracks()) line.addTrack(track, this.media);
      line.onicecandidate = ({ candidate }) => candidate && this.session.pass(to, this.stream, { candidate });
      await line.setLocalDescription();
      this.session.pass(to, this.stream, { offer: line.localDescription });
    }
    async hear(from, { answer, candidate }) {
      const line = this.lines.get(from);
      if (answer) await line?.setRemoteDescription(answer);
      if (candidate) await line?.addIceCandidate(candidate);
    }
    hangUp() {
      for (const line of this.lines.values()) line.close();
      this.lines.clear();
    }
    destroy() {
      this.hangUp();
      // So does the vendor's, also to a track that the page brought along.
      for (const track of this.media.getTracks()) track.stop();
    }
  }

  class Subscriber extends Events {
    line = new RTCPeerConnection();
    early = [];
    constructor(session, stream) {
      super();
      this.session = session;
      this.stream = stream;
      this.line.ontrack = ({ streams: [media] }) => {
        this.element = videoFor(media);
        this.tell("videoElementCreated", { element: this.element });
      };
      this.line.onicecandidate = ({ candidate }) =>
        candidate && session.pass(stream.connection.connectionId, stream, { candidate });
      session.pass(stream.connection.connectionId, stream, { wanted: true });
    }
    getImgData() {
      return pictureOf(this.element);
    }
    async hear({ offer, candidate }) {
      if (candidate && !this.line.remoteDescription) this.early.push(candidate);
      else if (candidate) await this.line.addIceCandidate(candidate);
      if (!offer) return;
      await this.line.setRemoteDescription(offer);
      for (const each of this.early.splice(0)) await this.line.addIceCandidate(each);
      await this.line.setLocalDescription();
      this.session.pass(this.stream.connection.connectionId, this.stream, { answer: this.line.localDescription });
    }
    destroy() {
      this.line.close();
    }
  }

  class Session extends Events {
    publishers = new Map();
    subscribers = new Map();
    streams = new Map();
    early = [];
    connection = null;
    constructor(sessionId) {
      super();
      this.sessionId = sessionId;
      addEventListener("pagehide", () => this.leave());
    }

    async connect(token, done) {
      try {
        const reply = await post("/enter", { session: this.sessionId, token });
        const content = await reply.json();
        if (!reply.ok) throw failure(content.name);
        this.connection = content.connection;
        this.role = content.role;
        this.listen();
        done();
        this.tell("sessionConnected");
        this.tell("connectionCreated", { connection: this.connection });
        for (const connection of content.others) this.tell("connectionCreated", { connection });
        for (const stream of content.streams) this.heard({ kind: "stream", stream });
      } catch (error) {
        done(error.name.startsWith("OT_") ? error : failure("OT_CONNECT_FAILED", error.message));
      }
    }

    listen() {
      this.source = new EventSource(`${home}/events/${this.connection.connectionId}`);
      this.source.onmessage = ({ data }) => this.heard(JSON.parse(data));
      this.source.onopen = () => {
        clearTimeout(this.mending);
        if (this.isMending) this.tell("sessionReconnected");
        this.isMending = false;
      };
      this.source.onerror = () => {
        if (this.source.readyState === EventSource.CLOSED) return this.end("networkDisconnected");
        if (this.isMending) return;
        this.isMending = true;
        this.tell("sessionReconnecting");
        this.mending = setTimeout(() => this.end("networkDisconnected"), MENDING_MS);
      };
    }

    heard({ kind, ...news }) {
      if (kind === "stream") {
        this.streams.set(news.stream.streamId, news.stream);
        this.tell("streamCreated", { stream: news.stream });
      } else if (kind === "streamGone") this.streamGone(news.stream);
      else if (kind === "connection") this.tell("connectionCreated", news);
      else if (kind === "connectionGone") this.tell("connectionDestroyed", news);
      else if (kind === "signal") this.signalled(news);
      else if (kind === "out") this.end("forceDisconnected");
      else if (kind === "pass") this.passed(news).catch((error) => console.debug("stand-in:", error.message));
    }

    signalled({ type, data, from }) {
      this.tell("signal", { type: `signal:${type}`, data, from });
      this.tell(`signal:${type}`, { data, from });
    }

    streamGone(streamId) {
      const stream = this.streams.get(streamId);
      if (!stream) return;
      this.streams.delete(streamId);
      this.tell("streamDestroyed", { stream });
      this.unsubscribe(this.subscribers.get(streamId));
    }

    /** A word between two pages about one stream. */
    pass(to, { streamId }, content) {
      post(`/send/${this.connection.connectionId}`, { kind: "pass", to, stream: streamId, content }).catch(() => {});
    }

    async passed({ from, stream, content }) {
      const publisher = this.publishers.get(stream);
      if (publisher && content.wanted) await publisher.offer(from);
      else if (publisher) await publisher.hear(from, content);
      else if (content.wanted) this.early.push({ from, stream, content }); // we hear of our stream later
      else await this.subscribers.get(stream)?.hear(content);
    }

    async publish(publisher, done) {
      publisher.session = this;
      try {
        const { width, height } = publisher.options.videoSource.getSettings();
        const content = { kind: "publish", name: publisher.options.name, videoDimensions: { width, height } };
        const reply = await post(`/send/${this.connection?.connectionId}`, content);
        if (!reply.ok) throw failure("OT_PERMISSION_DENIED");
        publisher.stream = await reply.json();
        this.publishers.set(publisher.stream.streamId, publisher);
        if (publisher.isUnwanted) return this.unpublish(publisher);
        publisher.tell("streamCreated", { stream: publisher.stream });
        for (const news of this.early.splice(0)) this.passed(news);
        done?.();
      } catch (error) {
        done?.(error);
      }
    }

    unpublish(publisher) {
      publisher.isUnwanted = true;
      if (!publisher.stream) return;
      this.publishers.delete(publisher.stream.streamId);
      const content = { kind: "unpublish", stream: publisher.stream.streamId };
      post(`/send/${this.connection.connectionId}`, content).catch(() => {});
      publisher.destroy();
    }

    subscribe(stream, element, options, done) {
      const subscriber = new Subscriber(this, stream);
      this.subscribers.set(stream.streamId, subscriber);
      setTimeout(() => done?.());
      return subscriber;
    }

    unsubscribe(subscriber) {
      if (!subscriber || this.subscribers.get(subscriber.stream.streamId) !== subscriber) return;
      this.subscribers.delete(subscriber.stream.streamId);
      subscriber.destroy();
    }

    async signal({ type, data }, done) {
      const content = { kind: "signal", type, data };
      const reply = await post(`/send/${this.connection?.connectionId}`, content).catch(() => null);
      done?.(reply?.ok ? undefined : failure("OT_PERMISSION_DENIED"));
    }

    async forceDisconnect({ connectionId }, done) {
      const content = { kind: "putOut", to: connectionId };
      const reply = await post(`/send/${this.connection?.connectionId}`, content).catch(() => null);
      done?.(reply?.ok ? undefined : failure("OT_PERMISSION_DENIED"));
    }

    disconnect() {
      this.leave();
      this.end("clientDisconnected");
    }

    leave() {
      if (this.connection) navigator.sendBeacon(`${home}/leave/${this.connection.connectionId}`);
    }

    end(reason) {
      clearTimeout(this.mending);
      this.source?.close();
      for (const streamId of [...this.streams.keys()]) this.streamGone(streamId);
      for (const publisher of this.publishers.values()) publisher.hangUp();
      if (this.connection) this.tell("sessionDisconnected", { reason });
      this.connection = null;
    }
  }

  window.OT = {
    initSession: (projectId, sessionId) => new Session(sessionId),
    initPublisher: (element, options, done) => new Publisher(options, done),
    checkSystemRequirements: () => 1,
  };
})();
