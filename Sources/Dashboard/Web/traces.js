// One value over time, from -1 to 1, with its standard deviation as a band.

const top = 1;

/**
 * Draws `samples` ({time, value, sd} in milliseconds; a null value is a gap) between the times `from` and `to`.
 * `marks` are {time, label}.
 */
export function drawTrace(context, width, height, { samples, from, to, colour, c, marks = [], step = 5000, gap = 450 }) {
  const left = 34;
  const bottom = height - 18;
  const x = (time) => left + ((time - from) / (to - from)) * (width - left - 4);
  const y = (value) => 6 + ((top - value) / (2 * top)) * (bottom - 6);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = c.muted;
  context.strokeStyle = c.line;
  context.lineWidth = 1;
  for (const value of [-1, 0, 1]) {
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(width - 4, y(value));
    context.stroke();
    context.fillText(value > 0 ? "+1" : value < 0 ? "−1" : "0", left - 6, y(value));
  }
  context.textAlign = "center";
  for (let time = to - step; time > from; time -= step) {
    context.fillText(`−${Math.round((to - time) / 1000)} s`, x(time), height - 7);
  }

  const runs = [];
  for (const sample of samples) {
    if (sample.time < from - 1000 || sample.value === null) continue;
    const run = runs.at(-1);
    if (run && sample.time - run.at(-1).time <= gap) run.push(sample);
    else runs.push([sample]);
  }
  context.save();
  context.beginPath();
  context.rect(left, 0, width - left, height);
  context.clip();
  for (const run of runs) {
    if (run.every((sample) => sample.sd !== null && sample.sd !== undefined)) {
      context.beginPath();
      for (const s of run) context.lineTo(x(s.time), y(Math.min(top, s.value + s.sd)));
      for (const s of run.toReversed()) context.lineTo(x(s.time), y(Math.max(-top, s.value - s.sd)));
      context.globalAlpha = 0.2;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 1;
    }
    context.beginPath();
    for (const s of run) context.lineTo(x(s.time), y(s.value));
    context.lineWidth = 2.5;
    context.lineJoin = "round";
    context.strokeStyle = colour;
    context.stroke();
  }
  context.lineWidth = 1.5;
  context.strokeStyle = c.text;
  context.fillStyle = c.text;
  context.textAlign = "left";
  for (const mark of marks.filter((m) => m.time >= from && m.time <= to)) {
    context.beginPath();
    context.setLineDash([4, 3]);
    context.moveTo(x(mark.time), 6);
    context.lineTo(x(mark.time), bottom);
    context.stroke();
    context.setLineDash([]);
    context.fillText(mark.label, x(mark.time) + 4, 14);
  }
  context.restore();
}

/** Draws whole series at 10 Hz over each other: `curves` are {values, colour, dash, width}; a null value is a gap. */
export function drawCurves(context, width, height, { curves, c }) {
  const left = 34;
  const bottom = height - 18;
  const count = Math.max(2, ...curves.map((curve) => curve.values.length));
  const x = (tick) => left + (tick / (count - 1)) * (width - left - 4);
  const y = (value) => 6 + ((top - value) / (2 * top)) * (bottom - 6);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.strokeStyle = c.line;
  context.fillStyle = c.muted;
  context.textAlign = "right";
  for (const value of [-1, 0, 1]) {
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(width - 4, y(value));
    context.stroke();
    context.fillText(value > 0 ? "+1" : value < 0 ? "−1" : "0", left - 6, y(value));
  }
  const seconds = (count - 1) / 10;
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600].find((s) => seconds / s <= Math.max(3, width / 110)) ?? 7200;
  context.textAlign = "center";
  for (let s = step; s < seconds; s += step) {
    const label = s >= 60 ? `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}` : `${s} s`;
    context.fillText(label, x(10 * s), height - 7);
  }
  context.lineJoin = "round";
  for (const curve of curves) {
    context.beginPath();
    let isDrawing = false;
    curve.values.forEach((value, tick) => {
      if (value === null) isDrawing = false;
      else if (isDrawing) context.lineTo(x(tick), y(value));
      else {
        context.moveTo(x(tick), y(value));
        isDrawing = true;
      }
    });
    context.setLineDash(curve.dash ?? []);
    context.lineWidth = curve.width ?? 2;
    context.strokeStyle = curve.colour;
    context.stroke();
    context.setLineDash([]);
  }
}
