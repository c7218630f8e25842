// Dark or light: the system's choice unless the person made one.
const names = ["system", "light", "dark"];
const listeners = new Set();
let known = null;

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);

function changed() {
  known = null;
  for (const listener of listeners) listener();
}

function stored() {
  const name = localStorage.getItem("theme");
  return names.includes(name) ? name : "system";
}

export function applyTheme() {
  const name = stored();
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  document.getElementById("theme").textContent = `Theme: ${name}`;
  changed();
}

export function nextTheme() {
  localStorage.setItem("theme", names[(names.indexOf(stored()) + 1) % names.length]);
  applyTheme();
}

/** Calls `listener` whenever colours change; returns a function that ends it. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The colours of style.css as a canvas takes them. */
export function colours() {
  if (known) return known;
  const probe = document.createElement("span");
  document.body.append(probe);
  const result = {};
  for (const name of ["card", "inset", "text", "muted", "line", "arousal", "valence", "accent", "good", "warn", "bad"]) {
    probe.style.color = `var(--${name})`;
    result[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  known = result;
  return known;
}
