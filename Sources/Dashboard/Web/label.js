// Traces one dimension of one person while the recording plays.
import { ask } from "./api.js";
import { Autosave } from "./autosave.js";
import { Sheet, clock, make, say, signed } from "./dom.js";
import { Pad } from "./pad.js";
import { Player, Recording } from "./recording.js";
import { Spans } from "./spans.js";
import { colours, onTheme } from "./theme.js";
import { drawTimeline } from "./timeline.js";

const ends = { valence: ["pleasant", "unpleasant"], arousal: ["excited", "calm"] };

export function showLabel(view, name) {
  const place = make("div", { class: "stack" }, make("p", { class: "muted", textContent: `Opening ${name}…` }));
  let end = () => {};
  let isGone = false;
  view.append(place);
  Recording.open(name).then((recording) => {
    if (!isGone) end = new Labelling(place, name, recording).start();
  }).catch((error) => place.replaceChildren(
    make("h1", { textContent: "Label" }), make("p", { class: "note bad", role: "alert", textContent: error.message })));
  return () => {
    isGone = true;
    end();
  };
}

class Labelling {
  constructor(place, name, recording) {
    Object.assign(this, { place, name, recording, saving: null, dimension: "valence", lastIndex: null, prediction: null });
    this.curves = {};
    this.isPractice = false;
  }

  start() {
    const { place, recording, name } = this;
    if (recording.count === 0) {
      place.replaceChildren(make("h1", { textContent: "Label" }),
        make("p", { class: "note bad", role: "alert", textContent: `${name} holds no pictures (mode ${recording.detail.mode}), so there is nothing to look at while labelling.` }));
      return () => {};
    }
    this.build();
    this.player = new Player(recording, { show: (index, picture) => this.show(index, picture), change: () => this.showTransport() });
    this.pad = new Pad(this.padCanvas, {
      trail: () => this.trail(), ends: () => ends[this.dimension], colour: () => colours()[this.dimension],
      toggle: () => this.toggle(),
    });
    this.spans = new Spans(this);
    this.form.append(...this.spans.elements);
    this.player.refresh();
    this.showTransport();
    const keys = (event) => this.key(event);
    addEventListener("keydown", keys);
    const endTheme = onTheme(() => this.redraw());
    return () => {
      removeEventListener("keydown", keys);
      endTheme();
      this.player.end();
      this.pad.end();
      this.timeline.end();
      recording.end();
      this.saving?.end();
    };
  }

  build() {
    const option = (value, label = value) => make("option", { value, textContent: label });
    this.person = make("select", { id: "person" }, ...this.recording.detail.people.map((p) => option(p)));
    this.rater = make("input", {
      id: "rater", value: localStorage.getItem("rater") ?? "", placeholder: "your name", maxLength: 64, size: 14,
      pattern: "[A-Za-z0-9_\\-]{1,64}", autocomplete: "off", spellcheck: false,
    });
    this.kind = make("select", { id: "dimension", on: { change: () => this.changeDimension(this.kind.value) } }, option("valence"), option("arousal"));
    this.speed = make("select", { id: "speed", on: { change: () => { this.player.speed = Number(this.speed.value); } } },
      ...[0.5, 0.75, 1, 1.5, 2].map((s) => option(String(s), `${s} ×`)));
    this.speed.value = "1";
    this.begin = make("button", { type: "button", class: "main", textContent: "Begin", on: { click: () => this.open() } });
    this.practice = make("button", { type: "button", "aria-pressed": "false", textContent: "Practise", on: { click: () => this.togglePractice() } });
    this.done = make("button", { type: "button", textContent: "Done", hidden: true, on: { click: () => this.finish() } });
    this.saved = make("p", { class: "small muted", role: "status", id: "saved", textContent: "Give your name and begin, or practise first: nothing is saved then." });
    this.trouble = make("p", { class: "note bad", role: "alert", hidden: true });
    this.picture = make("canvas", { role: "img", "aria-label": "The recording", id: "picture" });
    this.clock = make("span", { class: "number", textContent: "0:00" });
    this.toggleButton = make("button", { type: "button", class: "main", on: { click: () => this.toggle() } });
    this.seek = make("input", {
      type: "range", id: "seek", min: 0, max: Math.round(this.recording.length), step: 10, value: 0, "aria-label": "Position in the recording",
      on: { input: () => this.jump(Number(this.seek.value)) },
    });
    this.timeline = new Sheet("What is rated so far", (context, w, h) => drawTimeline(context, w, h, this.timelineContent()), { height: 84 });
    this.peek = make("input", { type: "checkbox", id: "peek", on: { change: () => this.showPrediction() } });
    this.padCanvas = make("canvas", { class: "pad", id: "pad" });
    this.form = make("div", { class: "row end" });
    this.place.replaceChildren(
      make("div", { class: "row end" },
        make("h1", {}, "Label ", make("span", { class: "number", textContent: this.name })),
        make("label", { class: "field" }, "Person", this.person), make("label", { class: "field" }, "Rater", this.rater),
        make("label", { class: "field" }, "Dimension", this.kind), make("label", { class: "field" }, "Speed", this.speed),
        this.begin, this.practice, this.done, make("a", { class: "button", href: `#compare/${this.name}`, textContent: "Compare" })),
      this.trouble,
      make("div", { class: "desk" },
        make("section", { class: "card stack", "aria-label": "Recording" }, this.picture,
          make("div", { class: "row" }, this.toggleButton, this.clock, this.saved)),
        make("section", { class: "card stack", "aria-label": "Your rating" }, this.padCanvas)),
      make("section", { class: "card stack", "aria-label": "Timeline" }, this.timeline.canvas, this.seek,
        make("label", { class: "check small" }, this.peek, "Show what the model said (raters stay blind to it unless asked)")),
      make("section", { class: "card stack", "aria-label": "Events and exclusions" }, this.form),
      make("details", { class: "card small" }, make("summary", { textContent: "Mouse, keys and gamepad" }),
        make("p", { textContent: "Move the mouse or a finger up and down over the scale; the recording is rated wherever it plays. " +
          "Keys: Space plays and pauses, ↑ ↓ move by 0.05, Page Up and Page Down by 0.2, 0 goes to the middle, ← → jump 5 s, E marks an event, X begins and ends an exclusion. " +
          "Gamepad: the left stick rates, the first button plays and pauses. What is played again is rated anew." })));
  }

  async open() {
    this.trouble.hidden = true;
    if (!this.rater.value || !this.rater.checkValidity()) {
      this.fail("A rater's name is 1 to 64 letters, digits, _ and -.");
      this.rater.focus();
      return;
    }
    const saving = new Autosave(this.name, this.person.value, this.rater.value, (sentence, isBad) => this.told(sentence, isBad));
    try {
      const state = await saving.open();
      localStorage.setItem("rater", this.rater.value);
      this.setPractice(false);
      this.saving = saving;
      this.take(state);
    } catch (error) {
      this.fail(error.message);
      return;
    }
    for (const element of [this.person, this.rater, this.begin, this.practice]) element.disabled = true;
    this.begin.hidden = true;
    this.done.hidden = false;
    this.jumpToGap();
    this.redraw();
    this.padCanvas.focus({ preventScroll: true });
    const desk = this.place.querySelector(".desk");
    if (desk.getBoundingClientRect().bottom > innerHeight) desk.scrollIntoView({ block: "start" });
  }

  take(state) {
    this.curves = {};
    for (const [dimension, { times, values }] of Object.entries(state.traces)) {
      const curve = this.curve(dimension);
      times.forEach((time, i) => { curve[this.recording.indexAt(this.recording.milliseconds(time) + 1e-3)] = values[i] ?? NaN; });
    }
    this.spans.take(state.events, state.exclusions);
  }

  /** The value at each picture; NaN is unrated. */
  curve(dimension) {
    this.curves[dimension] ??= new Float64Array(this.recording.count).fill(NaN);
    return this.curves[dimension];
  }

  /** Goes on where the rater left off: two seconds before the first long stretch that is unrated. */
  jumpToGap() {
    const curve = this.curve(this.dimension);
    let rated = 0;
    for (let i = 0; i < curve.length; i += 1) {
      if (!Number.isNaN(curve[i])) rated = this.recording.offsets[i];
      else if (this.recording.offsets[i] - rated > 1000) break;
    }
    const isRated = this.recording.length - rated < 1000;
    this.told(isRated ? `${this.dimension} is rated to the end.` : rated > 0 ? `Going on at ${clock(rated / 1000)}.` : "Ready: press Space to play.", false);
    this.player.seek(isRated || rated === 0 ? 0 : rated - 2000);
    this.lastIndex = null;
    this.showTransport();
  }

  async finish() {
    this.player.pause();
    const saving = this.saving;
    this.saving = null;
    if (!(await saving.end())) {
      this.saving = saving;
      this.fail("Not everything could be saved: see above, and try again.");
      return;
    }
    for (const element of [this.person, this.rater, this.begin, this.practice]) element.disabled = false;
    this.begin.hidden = false;
    this.done.hidden = true;
    this.told("Saved. Begin again to go on.", false);
  }

  togglePractice() {
    this.setPractice(!this.isPractice);
    this.told(this.isPractice ? "Practice: nothing is saved. Press Space to play." : "Give your name and begin.", false);
  }

  setPractice(isPractice) {
    this.isPractice = isPractice;
    this.practice.setAttribute("aria-pressed", String(isPractice));
    this.curves = {};
    this.lastIndex = null;
    this.player.pause();
    this.player.seek(0);
    this.redraw();
  }

  changeDimension(dimension) {
    this.player.pause();
    this.dimension = dimension;
    this.lastIndex = null;
    this.pad.set(0);
    if (this.saving) this.jumpToGap();
    this.showPrediction();
    this.redraw();
  }

  /** A picture became visible: while playing, that is when its rating is taken. */
  show(index, picture) {
    const context = this.picture.getContext("2d");
    if (picture) {
      if (this.picture.width !== picture.width || this.picture.height !== picture.height) [this.picture.width, this.picture.height] = [picture.width, picture.height];
      context.drawImage(picture, 0, 0);
    } else {
      context.fillStyle = "#222";
      context.fillRect(0, 0, this.picture.width, this.picture.height);
      context.fillStyle = "#fff";
      context.fillText("This picture cannot be read.", 10, 20);
    }
    this.picture.dataset.index = index;
    this.picture.dataset.time = this.recording.offsets[index];
    if (this.player.isPlaying && (this.saving || this.isPractice)) this.rate(index);
    else this.lastIndex = null;
    this.showTransport();
  }

  rate(index) {
    const curve = this.curve(this.dimension);
    const value = this.pad.value;
    const isNext = this.lastIndex !== null && index > this.lastIndex;
    if (isNext) curve.fill(NaN, this.lastIndex + 1, index);
    curve[index] = value;
    this.saving?.add(this.dimension, this.recording.nanoseconds(index), Math.round(value * 1e4) / 1e4, isNext);
    this.lastIndex = index;
    this.pad.redraw();
    this.timeline.redraw();
  }

  /** What was rated over the last seconds: [seconds ago, value]. */
  trail() {
    const curve = this.curves[this.dimension];
    const points = [];
    if (!curve || this.player.index < 0) return points;
    const now = this.recording.offsets[this.player.index];
    for (let i = this.player.index; i >= 0 && now - this.recording.offsets[i] < 8000; i -= 1) {
      if (!Number.isNaN(curve[i])) points.push([(now - this.recording.offsets[i]) / 1000, curve[i]]);
    }
    return points;
  }

  timelineContent() {
    return {
      c: colours(), length: this.recording.length, offsets: this.recording.offsets, curve: this.curves[this.dimension],
      colour: colours()[this.dimension], position: this.player?.position ?? 0, prediction: this.prediction,
      events: this.spans?.events ?? [], exclusions: this.spans?.shownExclusions ?? [],
    };
  }

  toggle() {
    if (this.player.isPlaying) this.player.pause();
    else if (this.saving || this.isPractice) this.player.play();
    else this.fail("Begin or practise first.");
    this.lastIndex = null;
  }

  jump(milliseconds) {
    this.lastIndex = null;
    this.player.seek(milliseconds);
    this.showTransport();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isField = event.target.closest("input:not([type=range]):not([type=checkbox]), select, textarea, summary, a");
    const isButton = event.target.closest("button");
    if (isField || (isButton && (event.key === " " || event.key === "Enter"))) return;
    const move = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2 }[event.key];
    if (move !== undefined) this.pad.set(this.pad.value + move);
    else if (event.key === "0") this.pad.set(0);
    else if (event.key === " " && event.target !== this.peek) this.toggle();
    else if (event.key === "ArrowLeft" && event.target !== this.seek) this.jump(this.player.position - 5000);
    else if (event.key === "ArrowRight" && event.target !== this.seek) this.jump(this.player.position + 5000);
    else if (event.key.toLowerCase() === "e") this.spans.addEvent();
    else if (event.key.toLowerCase() === "x") this.spans.toggleExclusion();
    else return;
    event.preventDefault();
  }

  async showPrediction() {
    this.prediction = null;
    if (this.peek.checked) {
      try {
        const { firstTick, prediction } = await ask(`/api/sessions/${this.name}/comparison?person=${this.person.value}&dimension=${this.dimension}`);
        const start = this.recording.milliseconds(String(BigInt(firstTick) * 100_000_000n));
        this.prediction = { start, values: prediction.values };
      } catch (error) {
        this.fail(error.message);
      }
    }
    this.timeline.redraw();
  }

  showTransport() {
    const isPlaying = this.player?.isPlaying ?? false;
    const position = this.player?.position ?? 0;
    if (this.shownPlaying !== isPlaying) {
      this.shownPlaying = isPlaying;
      this.toggleButton.replaceChildren(isPlaying ? "Pause" : "Play", make("kbd", { textContent: "Space" }));
      say(isPlaying ? `Playing, rating ${this.dimension}` : `Paused at ${signed(this.pad?.value ?? 0)}`);
    }
    this.clock.textContent = `${clock(position / 1000)} / ${clock(this.recording.length / 1000)}`;
    this.seek.value = position;
    this.seek.setAttribute("aria-valuetext", clock(position / 1000));
    this.timeline.redraw();
  }

  redraw() {
    this.pad.redraw();
    this.timeline.redraw();
  }

  told(sentence, isBad) {
    this.saved.textContent = sentence;
    this.trouble.hidden = !isBad;
    if (isBad) this.trouble.textContent = sentence;
  }

  fail(sentence) {
    this.trouble.hidden = false;
    this.trouble.textContent = sentence;
  }
}
