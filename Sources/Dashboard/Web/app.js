// Chooses the page by the part of the address after '#': live, sessions, label/NAME, compare/NAME.
import { applyTheme, nextTheme } from "./theme.js";
import { showCompare } from "./compare.js";
import { showLabel } from "./label.js";
import { showLive } from "./live.js";
import { showSessions } from "./sessions.js";

const pages = { live: showLive, sessions: showSessions, label: showLabel, compare: showCompare };
const named = ["label", "compare"];
const view = document.getElementById("view");
let leave = () => {};

function open() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  const page = pages[name] && (!named.includes(name) || rest.length > 0) ? name : "live";
  const section = named.includes(page) ? "sessions" : page;
  leave();
  view.replaceChildren();
  document.documentElement.classList.remove("room");
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === section) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  leave = pages[page](view, rest.join("/")) ?? (() => {});
}

// The token has become a cookie; it need not stay in the history.
if (location.search) history.replaceState(null, "", location.pathname + location.hash);
applyTheme();
document.getElementById("theme").addEventListener("click", nextTheme);
addEventListener("hashchange", open);
open();
