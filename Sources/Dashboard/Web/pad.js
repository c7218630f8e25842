// The scale from -1 to 1 that a rater moves along, by mouse, finger, keys or gamepad.
import { Sheet, signed } from "./dom.js";
import { colours } from "./theme.js";

const margin = 26;
const deadZone = 0.08;
const trailSeconds = 8;

export class Pad {
  /** `trail()` gives [seconds ago, value]; `ends()` the words for 1 and -1; `toggle()` plays or pauses. */
  constructor(canvas, { trail, ends, colour, toggle }) {
    Object.assign(this, { canvas, trail, ends, colour, toggle, value: 0, axis: 0, wasPressed: false, isOver: false });
    this.sheet = new Sheet("Rating", (context, w, h) => this.draw(context, w, h), { canvas });
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "slider");
    canvas.setAttribute("aria-orientation", "vertical");
    canvas.setAttribute("aria-valuemin", "-1");
    canvas.setAttribute("aria-valuemax", "1");
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.set(0);
    this.poll = this.poll.bind(this);
    requestAnimationFrame(this.poll);
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    this.set(1 - (2 * (event.clientY - box.top - margin)) / (box.height - 2 * margin));
  }

  set(value) {
    this.value = Math.min(1, Math.max(-1, value));
    this.canvas.setAttribute("aria-valuenow", this.value.toFixed(2));
    this.canvas.setAttribute("aria-valuetext", signed(this.value));
    this.redraw();
  }

  /** A gamepad's stick rates while it is off the middle, and says zero once when it comes back. */
  poll() {
    if (this.isOver) return;
    requestAnimationFrame(this.poll);
    const pad = navigator.getGamepads?.().find(Boolean);
    if (!pad) return;
    const axis = Math.abs(pad.axes[1] ?? 0) < deadZone ? 0 : -pad.axes[1];
    if (axis !== 0 || this.axis !== 0) this.set(axis);
    this.axis = axis;
    const isPressed = pad.buttons[0]?.pressed ?? false;
    if (isPressed && !this.wasPressed) this.toggle();
    this.wasPressed = isPressed;
  }

  redraw() {
    this.sheet.redraw();
  }

  draw(context, width, height) {
    const c = colours();
    const y = (value) => margin + ((1 - value) / 2) * (height - 2 * margin);
    const right = width - 70;
    const [high, low] = this.ends();
    context.fillStyle = c.inset;
    context.fillRect(0, 0, width, height);
    context.font = "600 14px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const value of [-1, -0.5, 0, 0.5, 1]) {
      context.strokeStyle = value === 0 ? c.muted : c.line;
      context.beginPath();
      context.moveTo(8, y(value));
      context.lineTo(right, y(value));
      context.stroke();
    }
    context.fillStyle = c.text;
    context.fillText(high, 10, y(1) - 13);
    context.fillText(low, 10, y(-1) + 13);

    const colour = this.colour();
    const trail = this.trail();
    context.strokeStyle = colour;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(right, y(this.value));
    let before = 0;
    for (const [ago, value] of trail) {
      const x = right - (ago / trailSeconds) * (right - 8);
      if (ago - before > 1) context.moveTo(x, y(value));
      else context.lineTo(x, y(value));
      before = ago;
    }
    context.stroke();
    context.fillStyle = colour;
    context.beginPath();
    context.arc(right, y(this.value), 11, 0, 2 * Math.PI);
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = c.card;
    context.stroke();
    context.font = "700 18px ui-monospace, monospace";
    context.fillText(signed(this.value), right + 16, y(this.value));
  }

  end() {
    this.isOver = true;
    this.sheet.end();
  }
}
