/* The page: figures with their tools, tables, samples, the theme. */
(function () {
  "use strict";

  const { data, plots, state, make, show, swatch, colour, inks, isDark, option } = report;
  const root = document.documentElement;
  const charts = new Map(); // figure -> its chart

  // ---- figures

  function draw(figure) {
    const plot = plots.get(figure.dataset.plot);
    const place = figure.querySelector(".drawing");
    if (!plot || !place.clientWidth || !place.clientHeight) return;
    let chart = charts.get(figure);
    if (!chart) {
      chart = echarts.init(place, null, { renderer: "svg" });
      charts.set(figure, chart);
      chart.getZr().on("dblclick", () => reset(figure));
      tools(figure);
    }
    chart.setOption(option(plot, place.clientWidth), { notMerge: true });
    const names = [...new Set(plot.series.map((s) => s.name))];
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", "Chart of " + plot.title + " by " + plot.x.label + ": " + names.slice(0, 12).join(", ") + (names.length > 12 ? " and others" : "") + ". The button Numbers shows it as a table.");
  }

  function reset(figure) {
    const plot = plots.get(figure.dataset.plot);
    charts.get(figure).setOption(option(plot, figure.clientWidth), { notMerge: true });
    figure.querySelectorAll(".tools [aria-pressed]").forEach((b) => b.setAttribute("aria-pressed", "false"));
  }

  function save(name, url) {
    make("a", { href: url, download: name }).click();
  }

  function picture(figure, kind) {
    const plot = plots.get(figure.dataset.plot);
    const place = make("div", { class: "offscreen" });
    const width = Math.max(560, figure.clientWidth);
    const height = figure.querySelector(".drawing").clientHeight;
    const chart = echarts.init(place, null, { renderer: kind === "svg" ? "svg" : "canvas", width, height, devicePixelRatio: 2 });
    const full = option(plot, width);
    const name = full.title ? full.title.text : "";
    full.title = [{ text: plot.title, left: 0, top: 0, padding: 0, textStyle: { fontSize: 14, color: inks().ink } }];
    if (name) full.title.push({ text: name, left: 0, top: full.legend ? 58 : 32, padding: 0, textStyle: { color: inks().soft, fontSize: 12, fontWeight: "normal" } });
    full.grid.top += 30;
    if (full.legend) full.legend.top = 30;
    full.toolbox = undefined;
    chart.setOption(full);
    save(plot.id + "." + kind, chart.getDataURL({ type: kind, pixelRatio: 2, backgroundColor: inks().paper }));
    chart.dispose();
  }

  function rows(plot) {
    return plot.series.flatMap((s) => s.points.map((p) => [s.name, plot.x.scale === "categories" ? p[4] : p[0], p[1], p[2], p[3]]));
  }

  function csv(figure) {
    const plot = plots.get(figure.dataset.plot);
    const quoted = (v) => (v === null || v === undefined ? "" : /[",\n]/.test(String(v)) ? '"' + String(v).replace(/"/g, '""') + '"' : String(v));
    const text = [["series", plot.x.label, plot.y.label, "low", "high"], ...rows(plot)].map((row) => row.map(quoted).join(",")).join("\n") + "\n";
    save(plot.id + ".csv", URL.createObjectURL(new Blob([text], { type: "text/csv" })));
  }

  function numbers(figure, button) {
    const old = figure.querySelector(".numbers");
    button.setAttribute("aria-pressed", String(!old));
    if (old) return old.remove();
    const plot = plots.get(figure.dataset.plot);
    const all = rows(plot);
    const head = ["", plot.x.label, plot.y.label, "95 % from", "to"];
    const wide = all.some((row) => row[3] !== null && row[3] !== undefined) ? 5 : 3;
    const body = all.slice(0, 500).map((row) => make("tr", {}, make("th", { scope: "row", dir: "auto" }, row[0]),
      ...row.slice(1, wide).map((v) => make("td", { class: "n" }, typeof v === "string" ? v : show(v)))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head.slice(0, wide).map((h, i) => make("th", { scope: "col", class: i ? "n" : null }, h)))), make("tbody", {}, ...body));
    figure.append(make("div", { class: "numbers scroll", role: "region", tabindex: "0", "aria-label": "Numbers of " + plot.title }, table,
      all.length > 500 ? make("p", { class: "caption" }, "The first 500 of " + all.length + "; charts/" + plot.id + ".csv has all.") : null));
  }

  function tools(figure) {
    const zoom = make("button", { type: "button", "aria-pressed": "false", title: "Then draw a rectangle; double-click goes back" }, "Zoom");
    zoom.addEventListener("click", () => {
      const active = zoom.getAttribute("aria-pressed") !== "true";
      zoom.setAttribute("aria-pressed", String(active));
      charts.get(figure).dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: active });
    });
    const button = (name, title, action) => make("button", { type: "button", title, on: { click: (event) => action(event.currentTarget) } }, name);
    const table = button("Numbers", "Show the numbers as a table", (b) => numbers(figure, b));
    table.setAttribute("aria-pressed", "false");
    figure.querySelector(".drawing").after(make("div", { class: "tools", role: "group", "aria-label": "Chart tools" }, zoom,
      button("Reset", "Show everything", () => reset(figure)), table,
      button("SVG", "Save as a vector picture", () => picture(figure, "svg")),
      button("PNG", "Save as a picture", () => picture(figure, "png")),
      button("CSV", "Save the numbers", () => csv(figure))));
  }

  function redraw() {
    charts.forEach((chart, figure) => draw(figure));
    document.querySelectorAll("svg[data-subject] circle").forEach((dot) => dot.setAttribute("fill", colour(data.colours[dot.parentNode.dataset.subject] || 0)));
  }

  function drawAll(figures) {
    const queue = [...figures];
    (function next() {
      queue.splice(0, 3).forEach(draw);
      if (queue.length) setTimeout(next, 0);
      else root.dataset.ready = "true";
    })();
  }

  // ---- tables

  function sortable(table) {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th[data-sort]").forEach((head) => {
      const button = make("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      head.classList.add("sorting");
      const number = head.dataset.sort === "number";
      const key = (row) => {
        const cell = row.cells[head.cellIndex];
        if (!number) return cell.textContent;
        return cell.dataset.v === undefined || cell.dataset.v === "" || cell.dataset.v === "NaN" ? null : Number(cell.dataset.v);
      };
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const down = before ? before === "ascending" : number;
        table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        [...body.rows]
          .map((row) => [key(row), row])
          .sort(([a], [b]) => (a === null || b === null ? (a === null) - (b === null) : sign * (number ? a - b : a.localeCompare(b))))
          .forEach(([, row]) => body.append(row));
      });
    });
  }

  // ---- methods: one legend for everything

  function legend() {
    const drawn = new Set(data.plots.flatMap((plot) => (plot.kind === "chart" ? [] : plot.series.map((s) => s.subject))));
    drawn.delete("frontier");
    const names = [...new Set([...data.subjects.filter((s) => drawn.has(s)), ...drawn])];
    if (names.length < 2) return;
    const place = document.getElementById("methods");
    const buttons = names.map((name) => {
      const button = make("button", { type: "button", "aria-pressed": "true", title: "Show or hide; double-click: this one alone" }, swatch(name), make("bdi", {}, name));
      button.addEventListener("click", () => {
        state.hidden.has(name) ? state.hidden.delete(name) : state.hidden.add(name);
        apply();
      });
      button.addEventListener("dblclick", () => {
        names.forEach((other) => state.hidden.add(other));
        state.hidden.delete(name);
        apply();
      });
      return button;
    });
    const all = make("button", { type: "button", class: "all" }, "show all");
    all.addEventListener("click", () => {
      state.hidden.clear();
      apply();
    });
    function apply() {
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(!state.hidden.has(names[i]))));
      redraw();
      if (sheet) sheet();
    }
    place.append(make("h2", {}, "Methods"), make("div", { class: "names", role: "group", "aria-label": "Methods in charts and samples" }, ...buttons, all));
    place.hidden = false;
  }

  // ---- how curves are paced

  function pace() {
    const place = document.getElementById("pace");
    if (!place) return;
    const longest = {};
    data.plots.filter((p) => p.kind === "curves").forEach((p) => p.series.forEach((s) => {
      const last = s.points[s.points.length - 1];
      if (last) longest[s.name] = Math.max(longest[s.name] || 0, last[0]);
    }));
    const lengths = Object.values(longest);
    if (lengths.length < 2 || new Set(lengths).size < 2) return;
    state.share = Math.max(...lengths) > 3 * Math.min(...lengths);
    const select = make("select", { "aria-label": "Horizontal axis of the curves" },
      make("option", { value: "steps" }, "steps"), make("option", { value: "share" }, "share of each training"));
    select.value = state.share ? "share" : "steps";
    select.addEventListener("change", () => {
      state.share = select.value === "share";
      redraw();
    });
    place.append(make("label", {}, "by ", select));
    place.hidden = false;
  }

  // ---- samples

  let sheet = null;

  function samples() {
    const all = data.samples.prompts;
    const picker = document.getElementById("picker");
    if (!all || !picker) return;
    const place = document.getElementById("sheet");
    const select = make("select", { "aria-label": "Prompt" });
    const search = make("input", { type: "search", placeholder: "search prompts and answers", "aria-label": "Search prompts and answers" });
    const count = make("span", { class: "count", role: "status" });
    let found = all;
    const step = (by) => {
      select.selectedIndex = Math.max(0, Math.min(found.length - 1, select.selectedIndex + by));
      sheet();
    };
    const before = make("button", { type: "button", on: { click: () => step(-1) } }, "← Previous");
    const after = make("button", { type: "button", on: { click: () => step(1) } }, "Next →");
    function fill() {
      const word = search.value.trim().toLowerCase();
      found = word ? all.filter((row) => row.prompt.toLowerCase().includes(word) || row.answers.some((a) => a && a[0].toLowerCase().includes(word))) : all;
      select.replaceChildren(...found.map((row, i) => make("option", { value: String(i) }, row.id + "  " + row.prompt.replace(/\s+/g, " ").slice(0, 90))));
      count.textContent = word ? found.length + " found" : all.length < data.samples.of ? all.length + " of " + data.samples.of + " prompts; samples/ has all" : all.length + " prompts";
      sheet();
    }
    function card(method, answer) {
      const text = answer[0];
      const scores = Object.entries(answer[3]).map(([name, value]) => name + " " + show(value));
      const meta = make("p", { class: "meta" }, [...scores, answer[1] + " tokens"].join(" · "));
      if (answer[2] && answer[2] !== "stop") meta.append(" · ", make("span", { class: "cut" }, answer[2] === "length" ? "cut off" : answer[2]));
      return make("article", { class: "card" }, make("h4", {}, swatch(method.subject), make("bdi", {}, method.name)),
        make("p", { class: text ? "answer" : "answer empty", dir: "auto" }, text.replace(/^ /, "") || "(nothing)"), meta);
    }
    sheet = function () {
      const row = found[select.selectedIndex];
      before.disabled = select.selectedIndex <= 0;
      after.disabled = select.selectedIndex >= found.length - 1;
      if (!row) return place.replaceChildren(make("p", { class: "caption" }, "No prompt and no answer has this."));
      const cards = data.samples.methods.map((method, i) => (row.answers[i] && !state.hidden.has(method.subject) ? card(method, row.answers[i]) : null));
      place.replaceChildren(make("blockquote", { class: "prompt", dir: "auto" }, row.prompt), make("div", { class: "cards" }, ...cards.filter(Boolean)));
    };
    select.addEventListener("change", sheet);
    search.addEventListener("input", fill);
    picker.append(before, after, select, search, count);
    picker.hidden = false;
    fill();
  }

  // ---- the page

  function theme() {
    const button = document.getElementById("theme");
    const name = () => (button.textContent = isDark() ? "Light" : "Dark");
    const set = (value) => {
      root.dataset.theme = value;
      name();
      redraw();
    };
    button.addEventListener("click", () => set(isDark() ? "light" : "dark"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      name();
      redraw();
    });
    name();
    button.hidden = false;
  }

  function follow() {
    const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
    const seen = new IntersectionObserver((entries) => entries.filter((e) => e.isIntersecting).forEach((e) => {
      links.forEach((a, id) => (id === e.target.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current")));
    }), { rootMargin: "-10% 0px -75% 0px" });
    document.querySelectorAll("section").forEach((section) => seen.observe(section));
  }

  document.querySelectorAll("table.sortable").forEach(sortable);
  theme();
  legend();
  pace();
  samples();
  follow();
  document.querySelectorAll("select[data-choice]").forEach((select) => select.addEventListener("change", () => {
    const figure = select.closest("figure");
    figure.dataset.plot = select.value;
    figure.querySelector("h3").textContent = plots.get(select.value).title;
    draw(figure);
  }));
  document.querySelectorAll("details").forEach((details) => details.addEventListener("toggle", () => {
    if (details.open) details.querySelectorAll("figure[data-plot]").forEach((figure) => charts.has(figure) || draw(figure));
  }));
  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => {
    const chart = charts.get(entry.target.closest("figure"));
    if (chart && !state.printing && entry.contentRect.width) chart.resize();
  }));
  document.querySelectorAll(".drawing").forEach((place) => sizes.observe(place));
  addEventListener("beforeprint", () => {
    state.printing = true;
    charts.forEach((chart, figure) => {
      const small = figure.classList.contains("curves");
      chart.resize(small ? { width: 200, height: 140 } : { width: 310, height: 230 });
    });
    redraw();
  });
  addEventListener("afterprint", () => {
    state.printing = false;
    charts.forEach((chart) => chart.resize({ width: "auto", height: "auto" }));
    redraw();
  });
  drawAll(document.querySelectorAll("figure[data-plot]"));
})();
