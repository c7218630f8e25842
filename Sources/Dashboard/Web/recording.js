// The pictures of a recorded session, fetched a few ahead of where somebody looks.
import { ask } from "./api.js";

const chunkLength = 10;
const chunksAhead = 3;
/** A page that was held up for longer plays slower for a moment instead of leaving pictures out. */
const longestStep = 100;
/** Of decoded pictures kept. */
const maximumPixels = 60e6;

export class Recording {
  static async open(name) {
    return new Recording(name, await ask(`/api/sessions/${name}/detail`));
  }

  constructor(name, detail) {
    this.name = name;
    this.detail = detail;
    this.offsets = Float64Array.from(detail.offsets, (ns) => ns / 1e6);
    this.count = this.offsets.length;
    this.chunks = new Map();
    this.onload = () => {};
  }

  /** Milliseconds from the first to the last picture. */
  get length() {
    return this.count > 0 ? this.offsets[this.count - 1] : 0;
  }

  /** Capture time of a picture in nanoseconds, as decimals. */
  nanoseconds(index) {
    return String(BigInt(this.detail.t0_ns) + BigInt(this.detail.offsets[index]));
  }

  /** Milliseconds after the first picture of a capture time in nanoseconds. */
  milliseconds(nanoseconds) {
    return Number(BigInt(nanoseconds) - BigInt(this.detail.t0_ns)) / 1e6;
  }

  /** The last picture captured at or before `milliseconds`. */
  indexAt(milliseconds) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle] <= milliseconds) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** The picture, null where it cannot be shown, undefined while it is on its way. */
  picture(index) {
    const chunk = Math.floor(index / chunkLength);
    for (let next = chunk; next <= chunk + chunksAhead && next * chunkLength < this.count; next += 1) this.load(next);
    return this.chunks.get(chunk)?.[index % chunkLength];
  }

  async load(chunk) {
    if (this.chunks.has(chunk)) return;
    this.chunks.set(chunk, []);
    this.forget(chunk);
    const first = chunk * chunkLength;
    const last = Math.min(this.count, first + chunkLength) - 1;
    try {
      const pictures = await this.fetchPictures(`${first}-${last}`);
      if (this.chunks.has(chunk)) this.chunks.set(chunk, pictures);
      this.onload();
    } catch {
      this.chunks.delete(chunk);
    }
  }

  /** The pictures of a list such as `0,10,20` or `0-9`, decoded. */
  async fetchPictures(numbers) {
    const response = await fetch(`/api/sessions/${this.name}/pictures?n=${numbers}`);
    if (!response.ok) throw new Error("no pictures");
    const buffer = await response.arrayBuffer();
    const view = new DataView(buffer);
    const pictures = [];
    for (let offset = 0; offset < buffer.byteLength;) {
      const length = view.getUint32(offset);
      pictures.push(this.decode(new Uint8Array(buffer, offset + 4, length)));
      offset += 4 + length;
    }
    return Promise.all(pictures);
  }

  async decode(bytes) {
    if (bytes.length === 0) return null;
    const { grayWidth: width, grayHeight: height } = this.detail;
    try {
      if (!width) return await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      const image = new ImageData(width, height);
      for (let i = 0; i < width * height; i += 1) {
        image.data.fill(bytes[i], 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
      }
      return await createImageBitmap(image);
    } catch {
      return null;
    }
  }

  /** Drops what is farthest from `chunk`. */
  forget(chunk) {
    const pixels = (pictures) => pictures.reduce((sum, p) => sum + (p ? p.width * p.height : 0), 0);
    let sum = [...this.chunks.values()].reduce((all, pictures) => all + pixels(pictures), 0);
    const distance = (other) => (other < chunk ? 2 * (chunk - other) : other - chunk);
    for (const other of [...this.chunks.keys()].sort((a, b) => distance(b) - distance(a))) {
      if (sum <= maximumPixels || distance(other) <= chunksAhead) return;
      const pictures = this.chunks.get(other);
      sum -= pixels(pictures);
      for (const picture of pictures) picture?.close();
      this.chunks.delete(other);
    }
  }

  end() {
    for (const pictures of this.chunks.values()) for (const picture of pictures) picture?.close();
    this.chunks.clear();
  }
}

/** Plays a recording by its capture times: a picture that is not there yet stops the clock, so that none is shown late. */
export class Player {
  /** `show(index, picture)` is called for every picture that becomes visible; `change()` when playing begins or ends. */
  constructor(recording, { show, change }) {
    Object.assign(this, { recording, show, change, speed: 1, position: 0, index: -1, isPlaying: false, isOver: false });
    recording.onload = () => this.refresh();
    this.step = this.step.bind(this);
    this.last = performance.now();
    requestAnimationFrame(this.step);
  }

  play() {
    if (this.position >= this.recording.length) this.seek(0);
    this.isPlaying = true;
    this.last = performance.now();
    this.change();
  }

  pause() {
    this.isPlaying = false;
    this.change();
  }

  seek(milliseconds) {
    this.position = Math.min(this.recording.length, Math.max(0, milliseconds));
    this.index = -1;
    this.refresh();
  }

  /** Shows the picture of the position if it is not shown yet and is there. */
  refresh() {
    const index = this.recording.indexAt(this.position);
    if (index === this.index || this.recording.count === 0) return true;
    const picture = this.recording.picture(index);
    if (picture === undefined) return false;
    this.index = index;
    this.show(index, picture);
    return true;
  }

  step(now) {
    if (this.isOver) return;
    requestAnimationFrame(this.step);
    const elapsed = Math.min(longestStep, Math.max(0, now - this.last));
    this.last = now;
    if (!this.isPlaying) return;
    const before = this.position;
    this.position = Math.min(this.recording.length, before + elapsed * this.speed);
    if (!this.refresh()) this.position = before;
    if (this.position >= this.recording.length && this.index === this.recording.count - 1) this.pause();
  }

  end() {
    this.isOver = true;
  }
}
