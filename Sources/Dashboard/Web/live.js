// What the machine sees at this moment.
import { ask, control, follow } from "./api.js";
import { drawCircumplex } from "./circumplex.js";
import { Sheet, bytes, make, say, signed } from "./dom.js";
import { colours, onTheme } from "./theme.js";
import { drawTrace } from "./traces.js";

const keepMilliseconds = 32_000;
const shownMilliseconds = 30_000;
const words = {
  absent: ["nobody seen yet", ""], warming: ["warming up", "warn"], tracking: ["tracking", "good"],
  hold: ["bridging a gap", "warn"], abstain: ["cannot judge", "warn"], lost: ["nobody there", "warn"],
  offline: ["no camera", "bad"], paused: ["paused", "warn"],
};
const reasonWords = {
  dark: "too dark", bright: "too bright", blur: "blurred", small: "face too small", profile: "turned away",
  occluded: "covered", edge: "at the edge", low_frame_rate: "few frames", just_acquired: "just found", no_face: "no face",
  no_frame: "no frame", no_camera: "no camera", damaged_frame: "damaged frame", not_finite: "network reset",
  overload: "machine too slow",
};

export function showLive(view) {
  const faces = new Map();
  const followed = new Map();
  const pictures = new Map();
  const marks = [];
  let status = null;
  let chosen = null;
  let isPinned = false;
  let lastMessage = 0;
  let spokenState = "";
  let c = colours();

  // Times of messages are nanoseconds on the stream's clock; here milliseconds relative to the first one.
  let origin = null;
  const milliseconds = (text) => {
    origin ??= BigInt(text);
    return Number(BigInt(text) - origin) / 1e6;
  };

  const notice = make("p", { class: "note lead", role: "alert", hidden: true });
  const pill = make("span", { class: "pill", textContent: "waiting" });
  const reasons = make("span", { class: "row" });
  const valence = make("div", { class: "number", textContent: "–" });
  const arousal = make("div", { class: "number", textContent: "–" });
  const chips = make("div", { class: "chips", role: "group", "aria-label": "Faces" });
  const gallery = make("div", { class: "pictures" });
  const facts = {};
  const factList = make("dl", { class: "facts" });
  for (const [key, name] of [
    ["latency", "Latency"], ["rate", "Camera rate"], ["missed", "Ticks missed"], ["lost", "Frames lost"],
    ["faces", "Faces"], ["camera", "Camera"], ["recording", "Recording"], ["model", "Model"],
  ]) {
    facts[key] = make("dd", { class: "number", textContent: "–" });
    factList.append(make("div", {}, make("dt", { textContent: name }), facts[key]));
  }

  const plane = new Sheet("Circumplex: valence to the right, arousal upwards", (context, w, h) => {
    drawCircumplex(context, w, h, [...faces.values()], chosen, c);
  });
  const trace = (name) => new Sheet(`${name} over the last 30 seconds`, (context, w, h) => {
    const shown = isPinned ? faces.get(chosen) : followed.get(faces.get(chosen)?.camera);
    const to = shown?.samples.at(-1)?.time ?? shownMilliseconds;
    const samples = (shown?.samples ?? []).map((s) => ({ time: s.time, value: s[name], sd: s[`${name}_sd`] }));
    drawTrace(context, w, h, { samples, from: to - shownMilliseconds, to, colour: c[name], c, marks });
  }, { height: 130 });
  const traces = [trace("valence"), trace("arousal")];

  const pause = make("button", { type: "button", on: { click: () => act(togglePause) } });
  const record = make("button", { type: "button", on: { click: () => act(toggleRecord) } });
  const name = make("input", { id: "record-name", value: newName(), maxLength: 64, size: 24, spellcheck: false });
  const mode = make("select", { id: "record-mode" },
    ...[["video", "pictures"], ["crops", "faces only"], ["features", "numbers only"]].map(([value, textContent]) => make("option", { value, textContent })));
  mode.value = localStorage.getItem("record-mode") ?? "video";
  const mark = make("button", { type: "button", on: { click: () => act(addMark) } }, "Mark", make("kbd", { textContent: "M" }));
  const markName = make("input", { id: "mark-name", value: "mark", maxLength: 64, size: 10, spellcheck: false });
  const calibrate = make("button", { type: "button", textContent: "Calibrate", on: { click: () => act(startCalibration) } });
  const room = make("button", {
    type: "button", class: "quiet", "aria-pressed": "false", textContent: "Room view",
    on: { click: () => room.setAttribute("aria-pressed", document.documentElement.classList.toggle("room")) },
  });
  const outcome = make("p", { class: "small muted hint", role: "status" });

  view.append(
    make("h1", { class: "spoken", textContent: "Live" }),
    notice,
    make("div", { class: "live" },
      make("section", { class: "card stack", "aria-label": "Picture" }, gallery, chips),
      make("section", { class: "card stack values-card", "aria-label": "Valence and arousal" },
        make("div", { class: "row" }, pill, reasons),
        make("div", { class: "values" },
          make("div", { class: "value valence" }, make("h2", { textContent: "Valence" }), valence),
          make("div", { class: "value arousal" }, make("h2", { textContent: "Arousal" }), arousal)),
        make("div", { class: "square" }, plane.canvas),
        make("div", { class: "facts-card" }, factList)),
      make("section", { class: "card stack", "aria-label": "The last 30 seconds" },
        make("h2", { class: "ink-valence", textContent: "Valence" }), traces[0].canvas,
        make("h2", { class: "ink-arousal", textContent: "Arousal" }), traces[1].canvas),
      make("section", { class: "card stack wide controls-card", "aria-label": "Controls" },
        make("div", { class: "row end" },
          pause,
          make("label", { class: "field" }, "Name of the recording", name),
          make("label", { class: "field" }, "What is kept", mode), record,
          make("label", { class: "field" }, "Name of the mark", markName), mark,
          calibrate, room),
        outcome)));

  function newName() {
    return `session_${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_")}`;
  }

  async function act(body) {
    try {
      outcome.textContent = await body();
    } catch (error) {
      outcome.textContent = error.message;
    }
  }
  const isPaused = () => faces.get(chosen)?.last?.state === "paused";
  const isRecording = () => status?.recording?.state === "recording";
  async function togglePause() {
    const reply = await control(isPaused() ? "resume" : "pause");
    return `The stream is ${reply.state} from tick ${reply.tick}.`;
  }
  async function toggleRecord() {
    if (isRecording()) {
      await control("record.stop");
      name.value = newName();
      return "Recording stopped.";
    }
    localStorage.setItem("record-mode", mode.value);
    await control("record.start", { name: name.value, mode: mode.value });
    return `Recording ${name.value}${mode.value === "features" ? ": numbers only, which cannot be labelled" : ""}.`;
  }
  async function addMark() {
    await control("annotate", { label: markName.value });
    return `Marked ${markName.value}.`;
  }
  async function startCalibration() {
    await control("calibrate");
    return "Calibrating.";
  }

  function take(message) {
    lastMessage = performance.now();
    const kind = message.topic.split(".")[0];
    if (kind === "status") {
      status = message;
      showStatus();
    } else if (kind === "affect") takeFace(message);
    else if (kind === "annotation") {
      marks.push({ time: milliseconds(message.t_ns), label: message.label });
      if (marks.length > 50) marks.shift();
    }
  }

  function takeFace(message) {
    const key = `${message.camera} ${message.track}`;
    const time = milliseconds(message.t_tick_ns);
    let face = faces.get(key);
    if (!face || face.run !== message.run) {
      face = { key, run: message.run, camera: message.camera, track: message.track, samples: [] };
      faces.set(key, face);
    }
    face.last = message;
    face.seen = lastMessage;
    const { valence: v, arousal: a, valence_sd, arousal_sd } = message;
    keep(face, { time, valence: v, arousal: a, valence_sd, arousal_sd });
    if (message.primary) {
      if (followed.get(message.camera)?.run !== message.run) followed.set(message.camera, { run: message.run, samples: [] });
      keep(followed.get(message.camera), face.samples.at(-1));
    }
    if (message.state === "lost" && message.track !== "t000000") faces.delete(key);
    if (!isPinned || !faces.has(chosen)) {
      const first = faces.get(chosen);
      if (message.primary && (!first || first.camera === message.camera)) chosen = key;
    }
    for (const [other, old] of faces) {
      if (lastMessage - old.seen > 3000) faces.delete(other);
    }
    if (!faces.has(chosen)) [chosen, isPinned] = [faces.has(key) ? key : null, false];
    if (key !== chosen) return plane.redraw();
    showFace(message);
  }

  function keep(series, sample) {
    series.samples.push(sample);
    while (series.samples[0].time < sample.time - keepMilliseconds || series.samples[0].time > sample.time) series.samples.shift();
  }

  function showFace(message) {
    const [word, kind] = words[message.state] ?? [message.state, ""];
    pill.textContent = word;
    pill.className = `pill ${kind}`;
    reasons.replaceChildren(...message.reasons.map((r) => make("span", { class: "reason", textContent: reasonWords[r] ?? r })));
    valence.textContent = signed(message.valence);
    arousal.textContent = signed(message.arousal);
    facts.latency.textContent = message.latency_ms === null ? "–" : `${message.latency_ms.toFixed(0)} ms`;
    facts.model.textContent = message.model;
    pause.replaceChildren(isPaused() ? "Resume" : "Pause", make("kbd", { textContent: "P" }));
    if (message.state !== spokenState) {
      spokenState = message.state;
      say(`${word}${message.valid ? `, valence ${signed(message.valence)}, arousal ${signed(message.arousal)}` : ""}`);
    }
    plane.redraw();
    for (const sheet of traces) sheet.redraw();
    showChips();
    if (!pictures.has(message.camera)) sketch(message);
  }

  function showChips() {
    const shown = [...faces.values()].filter((face) => face.track !== "t000000");
    const signature = shown.map((face) => face.key).join() + chosen;
    if (chips.dataset.signature === signature) return;
    chips.dataset.signature = signature;
    chips.replaceChildren(...(shown.length < 2 ? [] : shown.map((face) => make("button", {
      type: "button", "aria-pressed": String(face.key === chosen), textContent: face.key,
      on: { click: () => {
        [chosen, isPinned] = [face.key, true];
        if (face.last) showFace(face.last);
      } },
    }))));
  }

  function showStatus() {
    facts.rate.textContent = status.fps === null ? "–" : `${status.fps.toFixed(1)} /s`;
    facts.missed.textContent = `${status.ticks_missed} of ${status.ticks_published + status.ticks_missed}`;
    facts.lost.textContent = String(status.frames_lost + status.frames_damaged);
    facts.faces.textContent = String(status.faces);
    const device = status.device ?? status.cause ?? status.state;
    facts.camera.textContent = device.split("/").at(-1);
    facts.camera.title = device;
    const recording = status.recording;
    facts.recording.textContent = !recording ? "off"
      : recording.state === "recording" ? `${recording.mode}, ${bytes(recording.bytes)}` : `stopped${recording.cause ? `: ${recording.cause}` : ""}`;
    record.className = isRecording() ? "stop" : "main";
    record.replaceChildren(isRecording() ? "Stop recording" : "Record", make("kbd", { textContent: "R" }));
  }

  function canvasOf(camera, width, height) {
    let entry = pictures.get(camera) ?? sketches.get(camera);
    if (!entry) {
      const canvas = make("canvas", { role: "img", "aria-label": `Camera ${camera}` });
      const caption = make("figcaption", { class: "number" });
      const figure = make("figure", { class: "picture" }, canvas, caption);
      figure.style.margin = "0";
      gallery.append(figure);
      entry = { canvas, caption };
    }
    if (entry.canvas.width !== width || entry.canvas.height !== height) [entry.canvas.width, entry.canvas.height] = [width, height];
    return entry;
  }
  const sketches = new Map();

  // Without pictures, where the face is: the outline that the feed gives.
  function sketch(message) {
    const entry = canvasOf(message.camera, 640, 480);
    sketches.set(message.camera, entry);
    const context = entry.canvas.getContext("2d");
    context.fillStyle = "#06090d";
    context.fillRect(0, 0, 640, 480);
    if (message.face) drawFaces(context, 640, 480, [{ ...message.face, track: message.track, state: message.state }]);
    entry.caption.textContent = `${message.camera} · no picture: start with --dashboard or --preview`;
  }

  function takePicture(about, image) {
    const entry = canvasOf(about.camera, image.width, image.height);
    pictures.set(about.camera, entry);
    sketches.delete(about.camera);
    const context = entry.canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    image.close();
    drawFaces(context, image.width || entry.canvas.width, image.height || entry.canvas.height, about.faces);
    entry.caption.textContent = `${about.camera} · tick ${about.tick ?? "–"} · frame ${about.frame}`;
    entry.canvas.dataset.tick = about.tick;
    entry.canvas.dataset.faces = about.faces.length;
  }

  function drawFaces(context, width, height, seen) {
    const unit = Math.max(width, height) / 640;
    for (const face of seen) {
      if (!face.box) continue;
      const [x, y, w, h] = [face.box[0] * width, face.box[1] * height, face.box[2] * width, face.box[3] * height];
      const colour = ["tracking", "warming"].includes(face.state) ? "#62d68a" : "#f5bd5c";
      context.lineWidth = 3 * unit;
      context.strokeStyle = colour;
      context.strokeRect(x, y, w, h);
      context.fillStyle = colour;
      for (const point of face.landmarks ?? []) {
        context.beginPath();
        context.arc(point[0] * width, point[1] * height, 3.2 * unit, 0, 2 * Math.PI);
        context.fill();
      }
      const label = `${face.track} ${face.state ?? ""}`.trim();
      context.font = `600 ${15 * unit}px system-ui, sans-serif`;
      const size = context.measureText(label).width + 12 * unit;
      const top = Math.max(0, y - 24 * unit);
      context.fillRect(x - 1.5 * unit, top, size, 24 * unit);
      context.fillStyle = "#06120a";
      context.textBaseline = "middle";
      context.fillText(label, x + 5 * unit, top + 12.5 * unit);
    }
  }

  function watchSilence() {
    const silence = performance.now() - lastMessage;
    if (lastMessage !== 0 && silence < 2500) {
      notice.hidden = true;
      return;
    }
    notice.hidden = false;
    notice.textContent = lastMessage === 0 ? "No stream yet: start affect run --dashboard, or wait a moment."
      : "The stream is silent: affect run has stopped, or this page has lost it.";
    pill.textContent = "no stream";
    pill.className = "pill bad";
  }

  function keys(event) {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { p: togglePause, r: toggleRecord, m: addMark };
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    act(action);
  }

  pause.append("Pause", make("kbd", { textContent: "P" }));
  record.className = "main";
  record.append("Record", make("kbd", { textContent: "R" }));
  addEventListener("keydown", keys);
  const timer = setInterval(watchSilence, 500);
  const endTheme = onTheme(() => {
    c = colours();
    plane.redraw();
    for (const sheet of traces) sheet.redraw();
  });
  const endFeed = follow({ message: take, picture: takePicture, connection: (isOpen) => { if (!isOpen) lastMessage = lastMessage && 1; } });
  ask("/api/about").then((about) => {
    for (const button of [pause, record, mark, calibrate]) button.disabled = !about.hasControl;
  }).catch((error) => { outcome.textContent = error.message; });

  return () => {
    removeEventListener("keydown", keys);
    clearInterval(timer);
    endTheme();
    endFeed();
    for (const sheet of [plane, ...traces]) sheet.end();
  };
}
