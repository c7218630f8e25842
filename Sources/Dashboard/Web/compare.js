// Raters, gold standard and model beside each other.
import { ask } from "./api.js";
import { Autosave } from "./autosave.js";
import { Sheet, make } from "./dom.js";
import { colours, onTheme } from "./theme.js";
import { drawCurves } from "./traces.js";

const hues = [205, 25, 140, 285, 55, 340, 175, 95];
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export function showCompare(view, name) {
  let data = null;
  const hidden = new Set();
  const heading = make("h1", {}, "Compare ", make("span", { class: "number", textContent: name }));
  const person = make("select", { id: "person", on: { change: load } });
  const dimension = make("select", { id: "dimension", on: { change: load } },
    ...["valence", "arousal"].map((value) => make("option", { value, textContent: value })));
  const lead = make("p", { class: "muted", role: "status" });
  const legend = make("div", { class: "chips", role: "group", "aria-label": "Curves" });
  const table = make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Agreement" });
  const lags = make("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Raters and their lags" });
  const download = make("button", { type: "button", textContent: "Download curves (CSV)", on: { click: save } });
  const what = make("select", { id: "export-what" }, ...["labels", "predictions"].map((value) => make("option", { value, textContent: value })));
  const format = make("select", { id: "export-format" },
    ...["avec", "openface", "nova", "elan", "xdf", "mcap", "csv"].map((value) => make("option", { value, textContent: value })));
  const lagged = make("input", { type: "checkbox", id: "export-lags" });
  const exporting = make("button", { type: "button", textContent: "Export", on: { click: exportFiles } });
  const exported = make("p", { class: "small", role: "status", id: "exported" });
  const command = make("pre", { tabIndex: 0 });
  const sheet = new Sheet("Curves of all raters, the gold standard and the model", (context, w, h) => {
    if (data) drawCurves(context, w, h, { curves: curves().filter((curve) => !hidden.has(curve.name)), c: colours() });
  }, { height: 280 });
  view.append(make("div", { class: "stack" },
    make("div", { class: "row end" }, heading,
      make("label", { class: "field" }, "Person", person), make("label", { class: "field" }, "Dimension", dimension),
      make("a", { class: "button main", href: `#label/${name}`, textContent: "Label" }), download),
    lead,
    make("section", { class: "card stack", "aria-label": "Curves" }, legend, sheet.canvas),
    make("div", { class: "pair" },
      make("section", { class: "card stack" }, make("h2", { textContent: "Agreement (Lin's CCC)" }), table),
      make("section", { class: "card stack" }, make("h2", { textContent: "Raters" }), lags)),
    make("section", { class: "card stack" }, make("h2", { textContent: "Export" }),
      make("p", { class: "small" }, "The files are already in the session's folder, ", make("code", { textContent: "labels/PERSON/RATER.DIMENSION.csv" }),
        ". In other programs' formats, of all raters merged:"),
      make("div", { class: "row end" },
        make("label", { class: "field" }, "What", what), make("label", { class: "field" }, "Format", format),
        make("label", { class: "check small" }, lagged, "Apply the stored lags"), exporting),
      exported, command)));

  function curves() {
    const isDark = getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, n) => sum + Number(n), 0) < 384;
    const c = colours();
    return [
      ...(data.gold ? [{ name: "gold standard", values: data.gold.values, colour: `rgb(from ${c.text} r g b / .45)`, width: 6 }] : []),
      ...data.raters.map((rater, i) => ({
        name: rater.name, values: rater.values, dash: dashes[i % dashes.length],
        colour: `hsl(${hues[i % hues.length]} 65% ${isDark ? 68 : 36}%)`,
      })),
      { name: "model", values: data.prediction.values, colour: c.muted, dash: [3, 3] },
    ];
  }

  async function load() {
    try {
      if (person.options.length === 0) {
        const detail = await ask(`/api/sessions/${name}/detail`);
        command.textContent = `affect export ${detail.path} --what labels --format avec --output ${name}.csv`;
        person.append(...detail.people.map((value) => make("option", { value, textContent: value })));
      }
      data = await ask(`/api/sessions/${name}/comparison?person=${person.value}&dimension=${dimension.value}`);
    } catch (error) {
      lead.textContent = error.message;
      return;
    }
    const count = data.raters.length;
    const score = data.predictionCCC === undefined ? "" : ` The model against the gold standard: CCC ${data.predictionCCC.toFixed(3)}.`;
    lead.textContent = count === 0 ? "Nobody has labelled this yet: only the model's curve is here."
      : `${count} rater${count > 1 ? "s" : ""}.${score}`;
    showLegend();
    showMatrix();
    showLags();
    sheet.redraw();
  }

  function showLegend() {
    legend.replaceChildren(...curves().map((curve) => {
      const swatch = make("span", { class: "swatch" });
      swatch.style.background = curve.colour;
      return make("button", {
        type: "button", "aria-pressed": String(!hidden.has(curve.name)), on: { click: () => {
          if (!hidden.delete(curve.name)) hidden.add(curve.name);
          showLegend();
          sheet.redraw();
        } },
      }, swatch, curve.name);
    }));
  }

  function showMatrix() {
    const cell = (value, isSelf) => {
      const element = make("td", { class: "number", textContent: value === null || value === undefined ? "–" : value.toFixed(2) });
      if (!isSelf && value > 0) element.style.background = `color-mix(in srgb, var(--good) ${Math.round(40 * value)}%, transparent)`;
      return element;
    };
    table.replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, make("td"), ...data.names.map((n) => make("th", { scope: "col", textContent: n })))),
      make("tbody", {}, ...data.names.map((n, i) => make("tr", {}, make("th", { scope: "row", textContent: n }),
        ...data.ccc[i].map((value, j) => cell(value, i === j)))))));
  }

  function showLags() {
    const number = (value, unit = "") => (value === undefined || value === null ? "–" : `${value}${unit}`);
    lags.replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, ...["Rater", "Mean CCC", "Weight", "Lag stored", "Lag estimated", ""].map((t) => make(t ? "th" : "td", t ? { scope: "col", textContent: t } : {})))),
      make("tbody", {}, ...data.raters.map((rater) => make("tr", {}, make("th", { scope: "row", textContent: rater.name }),
        make("td", { class: "number", textContent: number(rater.meanCCC?.toFixed(2)) }),
        make("td", { class: "number", textContent: number(rater.weight?.toFixed(2)) }),
        make("td", { class: "number", textContent: number(rater.lag, " ms") }),
        make("td", { class: "number", textContent: number(rater.estimatedLag, " ms") }),
        make("td", {}, rater.estimatedLag === undefined || rater.estimatedLag === rater.lag ? "" : make("button", {
          type: "button", textContent: "Store", "aria-label": `Store the estimated lag of ${rater.name}`,
          on: { click: () => store(rater) },
        })))))));
  }

  async function store(rater) {
    const saving = new Autosave(name, person.value, rater.name, () => {});
    try {
      const state = await saving.open();
      saving.change("lags", { ...state.lags, [dimension.value]: rater.estimatedLag });
      await saving.end();
      load();
    } catch (error) {
      lead.textContent = error.message;
    }
  }

  async function exportFiles() {
    const query = new URLSearchParams({ what: what.value, format: format.value, person: person.value });
    if (lagged.checked && what.value === "labels") query.set("lags", "applied");
    exported.textContent = "Exporting…";
    try {
      const { files } = await ask(`/api/sessions/${name}/export?${query}`);
      for (const file of files) keep(Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0)), "application/octet-stream", file.name);
      exported.textContent = `Exported ${files.map((file) => file.name).join(", ")}.`;
      if (files.some((file) => file.name.endsWith("~"))) exported.textContent += " Browsers keep no name that ends in ~: rename those files, NOVA looks for it.";
    } catch (error) {
      exported.textContent = error.message;
    }
  }

  /** Lets the browser keep `content` as a file. */
  function keep(content, type, fileName) {
    const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: fileName });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function save() {
    if (!data) return;
    const all = curves();
    const lines = [["t_capture_ns", ...all.map((curve) => curve.name.replace(" ", "_"))].join()];
    for (let i = 0; i < data.prediction.values.length; i += 1) {
      lines.push([BigInt(data.firstTick + i) * 100_000_000n, ...all.map((curve) => curve.values[i] ?? "")].join());
    }
    keep(`${lines.join("\n")}\n`, "text/csv", `${name}.${person.value}.${dimension.value}.csv`);
  }

  load();
  const endTheme = onTheme(() => {
    if (data) showLegend();
    sheet.redraw();
  });
  return () => {
    endTheme();
    sheet.end();
  };
}
