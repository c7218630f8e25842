// Keeps what a rater traced until the program has it on the disk: twice a second, and whatever happens to page or program.
import { ask } from "./api.js";

/** What a killed browser loses is what came since the last save: this, and the time that saving takes. */
const saveEvery = 400;
/** A page that saves nothing tells that it is still there. */
const greetEvery = 8000;

export class Autosave {
  /** `told(sentence, isBad)` is called after each attempt. */
  constructor(session, person, rater, told) {
    this.path = `/api/sessions/${session}/labels`;
    this.identity = { window: crypto.randomUUID(), person, rater };
    this.told = told;
    this.stretches = [];
    this.changes = {};
    this.isBusy = false;
    this.lastContact = 0;
    this.lastBegin = 0;
    this.hide = () => this.leave();
    this.conceal = () => {
      if (document.visibilityState === "hidden") this.save();
    };
  }

  /** What the rater left so far; begins to save. */
  async open() {
    const state = await ask(`${this.path}/open`, this.identity);
    this.lastContact = performance.now();
    this.timer = setInterval(() => this.save(), saveEvery);
    addEventListener("pagehide", this.hide);
    document.addEventListener("visibilitychange", this.conceal);
    return state;
  }

  /** A sample; `isNext` says that it follows the one before without a jump. */
  add(dimension, time, value, isNext) {
    let last = this.stretches.at(-1);
    if (!last || last.dimension !== dimension || !isNext || last.isSent) {
      const bridge = isNext && last?.dimension === dimension ? [last.times.at(-1), last.values.at(-1)] : null;
      last = { dimension, times: bridge ? [bridge[0]] : [], values: bridge ? [bridge[1]] : [] };
      this.stretches.push(last);
    }
    last.times.push(time);
    last.values.push(value);
    // Timers of a busy page are late: samples see to it that none waits long.
    if (performance.now() - this.lastBegin >= saveEvery) this.save();
  }

  /** Events, exclusions or lags: the whole list, kept until saved. */
  change(key, list) {
    this.changes[key] = list;
  }

  get isSaved() {
    return this.stretches.every((stretch) => stretch.isSaved) && Object.keys(this.changes).length === 0;
  }

  async save() {
    if (this.isBusy) return;
    // The last stretch that was saved stays, so that the next one can begin with its end.
    while (this.stretches.length > 1 && this.stretches[0].isSaved) this.stretches.shift();
    const stretch = this.stretches.find((s) => !s.isSaved);
    const changes = this.changes;
    const hasChanges = Object.keys(changes).length > 0;
    if (!stretch && !hasChanges && performance.now() - this.lastContact < greetEvery) return;
    this.isBusy = true;
    this.lastBegin = performance.now();
    this.changes = {};
    if (stretch) stretch.isSent = true;
    try {
      await ask(`${this.path}/save`, { ...this.identity, ...changes, trace: this.body(stretch) });
      this.lastContact = performance.now();
      if (stretch) stretch.isSaved = true;
      if (stretch || hasChanges) this.told(`Saved ${new Date().toLocaleTimeString()}`, false);
    } catch (error) {
      this.changes = { ...changes, ...this.changes };
      this.told(`Not saved yet, trying again: ${error.message}`, true);
    }
    this.isBusy = false;
    if (this.stretches.filter((s) => !s.isSaved).length > 1) this.save();
  }

  body(stretch) {
    return stretch ? { dimension: stretch.dimension, times: stretch.times, values: stretch.values } : undefined;
  }

  /** The page goes away: sends the rest without waiting. */
  leave() {
    for (const stretch of this.stretches.filter((s) => !s.isSaved)) {
      fetch(`${this.path}/save`, {
        method: "POST", keepalive: true, body: JSON.stringify({ ...this.identity, ...this.changes, trace: this.body(stretch) }),
      }).catch(() => {});
    }
    this.close();
  }

  /** Saves the rest and lets go of the rater's files. */
  async end() {
    clearInterval(this.timer);
    removeEventListener("pagehide", this.hide);
    document.removeEventListener("visibilitychange", this.conceal);
    for (let tries = 0; tries < 5 && !this.isSaved; tries += 1) await this.save();
    this.close();
    return this.isSaved;
  }

  close() {
    fetch(`${this.path}/close`, { method: "POST", keepalive: true, body: JSON.stringify(this.identity) }).catch(() => {});
  }
}
