// Valence to the right, arousal upwards, a trail behind each face, and an ellipse of two standard deviations.

const trailMilliseconds = 4000;

export function drawCircumplex(context, width, height, faces, chosen, c) {
  const size = Math.min(width, height);
  const radius = size / 2 - 26;
  const [cx, cy] = [width / 2, height / 2];
  const place = (valence, arousal) => [cx + valence * radius, cy - arousal * radius];

  context.lineWidth = 1;
  context.strokeStyle = c.line;
  context.fillStyle = c.inset;
  context.beginPath();
  context.arc(cx, cy, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(cx, cy, radius / 2, 0, 2 * Math.PI);
  context.moveTo(cx - radius, cy);
  context.lineTo(cx + radius, cy);
  context.moveTo(cx, cy - radius);
  context.lineTo(cx, cy + radius);
  context.stroke();

  context.font = `600 ${Math.max(12, size / 30)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = c.arousal;
  context.fillText("excited", cx, cy - radius - 13);
  context.fillText("calm", cx, cy + radius + 13);
  context.fillStyle = c.valence;
  turned(context, "pleasant", cx + radius + 13, cy, Math.PI / 2);
  turned(context, "unpleasant", cx - radius - 13, cy, -Math.PI / 2);

  for (const face of faces) drawFace(context, face, face.key === chosen, place, radius, c, size);
}

function turned(context, text, x, y, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.fillText(text, 0, 0);
  context.restore();
}

function drawFace(context, face, isChosen, place, radius, c, size) {
  const last = face.last;
  const now = face.samples.at(-1)?.time ?? 0;
  const trail = face.samples.filter((s) => s.valence !== null && now - s.time < trailMilliseconds);
  context.lineCap = "round";
  context.lineWidth = isChosen ? 3 : 2;
  context.strokeStyle = isChosen ? c.text : c.muted;
  for (let i = 1; i < trail.length; i += 1) {
    context.globalAlpha = 0.75 * (1 - (now - trail[i].time) / trailMilliseconds);
    context.beginPath();
    context.moveTo(...place(trail[i - 1].valence, trail[i - 1].arousal));
    context.lineTo(...place(trail[i].valence, trail[i].arousal));
    context.stroke();
  }
  context.globalAlpha = 1;
  if (!last?.valid) return;
  const [x, y] = place(last.valence, last.arousal);
  if (last.valence_sd !== null && last.arousal_sd !== null) {
    context.beginPath();
    context.ellipse(x, y, 2 * last.valence_sd * radius, 2 * last.arousal_sd * radius, 0, 0, 2 * Math.PI);
    context.globalAlpha = 0.18;
    context.fillStyle = c.accent;
    context.fill();
    context.globalAlpha = 0.8;
    context.lineWidth = 1.5;
    context.strokeStyle = c.accent;
    context.stroke();
    context.globalAlpha = 1;
  }
  context.beginPath();
  context.arc(x, y, (isChosen ? 0.022 : 0.015) * size, 0, 2 * Math.PI);
  context.fillStyle = isChosen ? c.accent : c.muted;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = c.card;
  context.stroke();
  if (!isChosen) {
    context.fillStyle = c.muted;
    context.fillText(face.track, x, y - 0.04 * size);
  }
}
