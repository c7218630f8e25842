// Events and exclusions of a rater: what happened when, and what is not to count.
import { clock, make } from "./dom.js";

export class Spans {
  constructor(labelling) {
    this.labelling = labelling;
    this.events = [];
    this.exclusions = [];
    this.openSince = null;
    this.label = make("input", { id: "event-name", value: "smile", maxLength: 64, size: 12, pattern: "[A-Za-z0-9_\\-]{1,64}", spellcheck: false });
    this.exclude = make("button", { type: "button", on: { click: () => this.toggleExclusion() } });
    this.list = make("ul", { class: "spans" });
    this.elements = [
      make("label", { class: "field" }, "Event", this.label),
      make("button", { type: "button", on: { click: () => this.addEvent() } }, "Mark event", make("kbd", { textContent: "E" })),
      this.exclude, this.list,
    ];
    this.show();
  }

  take(events, exclusions) {
    const { recording } = this.labelling;
    this.events = events.map((event) => ({ ...event, time: recording.milliseconds(event.t_ns) }));
    this.exclusions = exclusions.map((span) => ({ ...span, from: recording.milliseconds(span.start_ns), to: recording.milliseconds(span.end_ns) }));
    this.show();
  }

  get now() {
    const { player, recording } = this.labelling;
    const index = Math.max(0, player.index);
    return { time: recording.offsets[index], ns: recording.nanoseconds(index) };
  }

  /** With the one that was begun and not ended yet. */
  get shownExclusions() {
    return this.openSince ? [...this.exclusions, { from: this.openSince.time, to: Math.max(this.openSince.time, this.now.time) }] : this.exclusions;
  }

  addEvent() {
    if (!this.labelling.saving) return this.labelling.fail("Begin first: events are saved under your name.");
    if (!this.label.checkValidity() || !this.label.value) return this.labelling.fail("An event's name is 1 to 64 letters, digits, _ and -.");
    const { time, ns } = this.now;
    this.events.push({ t_ns: ns, label: this.label.value, time });
    this.change("events");
  }

  toggleExclusion() {
    if (!this.labelling.saving) return this.labelling.fail("Begin first: exclusions are saved under your name.");
    const now = this.now;
    if (!this.openSince) this.openSince = now;
    else {
      const [start, end] = this.openSince.time <= now.time ? [this.openSince, now] : [now, this.openSince];
      this.openSince = null;
      if (start.ns !== end.ns) this.exclusions.push({ start_ns: start.ns, end_ns: end.ns, from: start.time, to: end.time });
      this.change("exclusions");
    }
    this.show();
  }

  remove(key, item) {
    if (!this.labelling.saving) return;
    this[key] = this[key].filter((other) => other !== item);
    this.change(key);
  }

  change(key) {
    const fields = key === "events" ? ({ t_ns, duration_ns, label, text }) => ({ t_ns, duration_ns, label, text })
      : ({ start_ns, end_ns, reason }) => ({ start_ns, end_ns, reason });
    this.labelling.saving.change(key, this[key].map(fields));
    this.show();
  }

  show() {
    this.exclude.replaceChildren(this.openSince ? `End exclusion from ${clock(this.openSince.time / 1000)}` : "Begin exclusion", make("kbd", { textContent: "X" }));
    const row = (key, item, text) => make("li", {}, text, make("button", {
      type: "button", class: "quiet", textContent: "Remove", "aria-label": `Remove ${text}`, on: { click: () => this.remove(key, item) },
    }));
    this.list.replaceChildren(
      ...this.events.map((event) => row("events", event, `${event.label} at ${clock(event.time / 1000)}`)),
      ...this.exclusions.map((span) => row("exclusions", span, `excluded ${clock(span.from / 1000)} to ${clock(span.to / 1000)}`)));
    this.labelling.timeline.redraw();
  }
}
