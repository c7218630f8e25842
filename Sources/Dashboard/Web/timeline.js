// The whole recording at a glance: what is rated, events, exclusions, and where we are.

export function drawTimeline(context, width, height, { c, length, offsets, curve, colour, position, prediction, events, exclusions }) {
  const x = (milliseconds) => (length > 0 ? milliseconds / length : 0) * (width - 4) + 2;
  const y = (value) => 4 + ((1 - value) / 2) * (height - 8);
  context.fillStyle = c.inset;
  context.fillRect(0, 0, width, height);
  context.strokeStyle = c.line;
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(width, y(0));
  context.stroke();

  for (const span of exclusions) {
    context.globalAlpha = 0.35;
    context.fillStyle = c.muted;
    context.fillRect(x(span.from), 0, Math.max(2, x(span.to) - x(span.from)), height);
    context.globalAlpha = 1;
  }
  if (prediction) {
    line(context, prediction.values.length, (i) => prediction.values[i], (i) => x(prediction.start + 100 * i), y, c.muted, [4, 3]);
  }
  if (curve) {
    // Every picture of a long recording is more than a screen shows.
    const step = Math.max(1, Math.floor(curve.length / (4 * width)));
    line(context, Math.ceil(curve.length / step), (i) => curve[i * step], (i) => x(offsets[i * step]), y, colour, []);
  }
  context.fillStyle = c.text;
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "top";
  for (const event of events) {
    context.fillRect(x(event.time) - 1, 0, 2, height);
    context.fillText(event.label, x(event.time) + 4, 3);
  }
  context.fillStyle = c.accent;
  context.fillRect(x(position) - 1.5, 0, 3, height);
}

function line(context, count, value, x, y, colour, dash) {
  context.beginPath();
  let last = -Infinity;
  for (let i = 0; i < count; i += 1) {
    const v = value(i);
    if (v === null || Number.isNaN(v)) continue;
    if (x(i) - last > 12 && last !== -Infinity && gap(value, i)) context.moveTo(x(i), y(v));
    else if (last === -Infinity) context.moveTo(x(i), y(v));
    else context.lineTo(x(i), y(v));
    last = x(i);
  }
  context.setLineDash(dash);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

function gap(value, i) {
  const before = value(i - 1);
  return before === null || Number.isNaN(before);
}
