// What was recorded: a card for each session.
import { ask } from "./api.js";
import { Sheet, bytes, clock, make } from "./dom.js";
import { Recording } from "./recording.js";
import { colours, onTheme } from "./theme.js";
import { drawCurves } from "./traces.js";

const thumbnails = 8;

export function showSessions(view) {
  const list = make("div", { class: "stack" });
  const lead = make("p", { class: "muted", textContent: "Looking…" });
  const ends = [];
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      watcher.unobserve(entry.target);
      entry.target.load();
    }
  });
  view.append(make("div", { class: "stack" }, make("h1", { textContent: "Sessions" }), lead, list));
  load();

  async function load() {
    try {
      const { folder, sessions } = await ask("/api/sessions");
      const size = sessions.reduce((sum, session) => sum + session.bytes, 0);
      lead.textContent = sessions.length === 0
        ? `Nothing is recorded in ${folder} yet. Press Record on the live page, or: affect run --record ${folder}/NAME`
        : `${sessions.length} in ${folder}, ${bytes(size)}`;
      list.replaceChildren(...sessions.map(card));
    } catch (error) {
      lead.textContent = error.message;
    }
  }

  function card(session) {
    const strip = make("div", { class: "strip", role: "img", "aria-label": `Pictures of ${session.name}` });
    const canLabel = session.pictures > 0 && !session.isBusy;
    const facts = [
      session.started && new Date(session.started).toLocaleString(), session.seconds !== undefined && clock(session.seconds),
      session.mode, bytes(session.bytes), session.isBusy ? "being recorded" : session.state === "recording" ? "broke off" : session.state,
    ].filter(Boolean);
    const element = make("article", { class: "card stack session", "aria-label": session.name },
      make("div", { class: "row" },
        make("h2", { textContent: session.name }),
        session.isBusy ? make("span", { class: "pill bad recording", textContent: "recording" }) : null,
        make("span", { class: "muted small number", textContent: facts.join(" · ") })),
      session.problem ? make("p", { class: "note bad", textContent: session.problem }) : null,
      session.pictures > 0 ? strip : null,
      make("div", { class: "plot" }),
      people(session),
      make("div", { class: "row" },
        canLabel ? make("a", { class: "button main", href: `#label/${session.name}`, textContent: "Label" })
          : make("span", { class: "muted small", textContent: session.isBusy ? "Stop the recording to label it." : "No pictures to label (mode features)." }),
        make("a", { class: "button", href: `#compare/${session.name}`, textContent: "Compare" })));
    element.load = () => fill(session, strip, element.querySelector(".plot"));
    watcher.observe(element);
    return element;
  }

  function people(session) {
    const rows = session.people.flatMap((person) => person.raters.map((rater) => make("tr", {},
      make("td", { textContent: person.name }), make("td", { textContent: rater.name }),
      ...["valence", "arousal"].map((dimension) => {
        const share = rater.rated[dimension] ?? 0;
        return make("td", {}, make("progress", { max: 1, value: share, "aria-label": `${rater.name}, ${dimension}` }), ` ${Math.round(100 * share)} %`);
      }))));
    if (rows.length === 0) return make("p", { class: "muted small", textContent: "Nobody has labelled it yet." });
    return make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": `Raters of ${session.name}` }, make("table", {},
      make("thead", {}, make("tr", {}, ...["Person", "Rater", "Valence", "Arousal"].map((t) => make("th", { scope: "col", textContent: t })))),
      make("tbody", {}, ...rows)));
  }

  async function fill(session, strip, plot) {
    try {
      if (session.pictures > 0) {
        const recording = await Recording.open(session.name);
        const step = (recording.count - 1) / (thumbnails - 1);
        const numbers = [...new Set(Array.from({ length: thumbnails }, (_, i) => Math.round(i * step)))];
        for (const picture of await recording.fetchPictures(numbers.join())) {
          const canvas = make("canvas", { width: 160, height: picture ? Math.round((160 * picture.height) / picture.width) : 120 });
          if (picture) canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
          picture?.close();
          strip.append(canvas);
        }
      }
      const person = session.people[0]?.name ?? "person";
      const [valence, arousal] = await Promise.all(["valence", "arousal"].map((dimension) =>
        ask(`/api/sessions/${session.name}/comparison?person=${person}&dimension=${dimension}`)));
      if (valence.prediction.values.every((v) => v === null)) return;
      const sheet = new Sheet(`Valence and arousal over ${session.name}, as the model saw them`, (context, w, h) => {
        const c = colours();
        const curve = (data, colour) => ({ values: data.prediction.values, colour });
        drawCurves(context, w, h, { curves: [curve(valence, c.valence), curve(arousal, c.arousal)], c });
      }, { height: 110 });
      ends.push(onTheme(() => sheet.redraw()), () => sheet.end());
      plot.append(sheet.canvas, make("p", { class: "small muted" },
        "The model's ", make("span", { class: "ink-valence", textContent: "valence" }), " and ",
        make("span", { class: "ink-arousal", textContent: "arousal" })));
    } catch (error) {
      plot.append(make("p", { class: "note bad", textContent: error.message }));
    }
  }

  return () => {
    watcher.disconnect();
    for (const end of ends) end();
  };
}
