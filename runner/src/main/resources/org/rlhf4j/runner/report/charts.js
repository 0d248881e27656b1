/* From the plots of the data to what the chart library draws. */
const report = (function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const plots = new Map(data.plots.map((plot) => [plot.id, plot]));
  const root = document.documentElement;
  const state = {
    hidden: new Set(), // methods that the reader switched off
    share: false, // curves by their share of the training, not by steps
    printing: false,
  };

  // ---- small things

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") {
        for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
      } else if (value === true) {
        element.setAttribute(name, "");
      } else if (value !== false && value !== null && value !== undefined) {
        element.setAttribute(name, value);
      }
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function show(x) {
    if (x === null || x === undefined) return "–";
    const size = Math.abs(x);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) return x.toExponential(2).replace("-", "−");
    const text = Number(x.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6, useGrouping: false });
    return text.replace("-", "−");
  }

  // ---- colours

  const LIGHT = ["#2a6fb0", "#c2512f", "#2f8a60", "#8659ae", "#b07d08", "#0c8388", "#bf4a86", "#6c727c",
    "#6d8d00", "#5555cf", "#97502c", "#cc6d12", "#3d6b1f", "#9b1b42", "#0b6fa0", "#7b706a"];
  const DARK = ["#7fb4e8", "#f0907a", "#7cc99e", "#c5a3e5", "#e0b84e", "#5ccaca", "#ec95bf", "#abb2bc",
    "#b9d253", "#a7a7f7", "#d99d7a", "#f3ac63", "#9cc57f", "#f08aa6", "#62b9e6", "#cbc2bb"];
  const FORMS = ["circle", "diamond", "rect", "triangle", "pin", "roundRect"];

  function isDark() {
    if (state.printing) return false;
    const chosen = root.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function colour(index) {
    const palette = isDark() ? DARK : LIGHT;
    return palette[index % palette.length];
  }

  function form(series) {
    return FORMS[(series.group + Math.floor(series.colour / LIGHT.length)) % FORMS.length];
  }

  function dash(series) {
    if (series.mark === "dashes") return [5, 4];
    return [null, [7, 3], [2, 2], [9, 3, 2, 3]][(series.group + Math.floor(series.colour / LIGHT.length)) % 4] || "solid";
  }

  function inks() {
    const style = getComputedStyle(root);
    const ink = (name) => style.getPropertyValue("--" + name).trim();
    return state.printing
      ? { paper: "#ffffff", ink: "#1d1f23", soft: "#5d626b", faint: "#8b9099", rule: "#e3e3dc", strong: "#c6c6bd" }
      : { paper: ink("paper"), ink: ink("ink"), soft: ink("soft"), faint: ink("faint"), rule: ink("rule"), strong: ink("strong") };
  }

  function swatch(subject, group) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "11");
    svg.setAttribute("height", "11");
    svg.setAttribute("aria-hidden", "true");
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("cx", "5.5");
    dot.setAttribute("cy", "5.5");
    dot.setAttribute("r", "4.5");
    dot.setAttribute("fill", colour(data.colours[subject] || 0));
    svg.append(dot);
    svg.dataset.subject = subject;
    svg.dataset.group = group || 0;
    return svg;
  }

  // ---- charts: from a plot to what the library draws

  function isLine(series) {
    return series.mark === "line" || series.mark === "line-with-points" || series.mark === "dashes";
  }

  function axis(plot, which, categories, ink) {
    const own = plot[which];
    const small = plot.kind === "curves";
    const name = own.label + (own.unit ? " (" + own.unit + ")" : "");
    return {
      type: own.scale === "logarithmic" ? "log" : own.scale === "categories" ? "category" : "value",
      data: own.scale === "categories" ? categories : undefined,
      scale: own.scale !== "categories" && !plot.series.some((s) => s.mark === "bars"),
      name: which === "y" ? "" : small ? (state.share ? "% of the training" : "step") : name,
      nameLocation: "middle",
      nameGap: small ? 22 : own.scale === "categories" && categories.length > 3 ? 66 : 28,
      nameTextStyle: { color: ink.soft, fontSize: small ? 10.5 : 12 },
      axisLabel: { color: ink.soft, fontSize: small ? 10.5 : 11.5, hideOverlap: own.scale !== "categories",
        ...(own.scale === "categories" ? { interval: categories.length > 40 ? "auto" : 0, rotate: categories.length > 3 ? 35 : 0, width: 110, overflow: "truncate" } : { formatter: show }) },
      axisLine: { show: which === "x", lineStyle: { color: ink.strong } },
      axisTick: { show: false },
      splitNumber: small ? 4 : 5,
      splitLine: { show: which === "y", lineStyle: { color: ink.rule } },
    };
  }

  function nice(low, high) {
    const raw = (high - low || Math.abs(high) || 1) / 5;
    const power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => s >= raw);
    return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  }

  /** Far points would press all others into a corner: they stand at the edge and say where they are. */
  function frame(plot, visible) {
    const points = visible.filter((s) => s.mark === "points").flatMap((s) => s.points);
    const others = visible.filter((s) => s.mark !== "points").flatMap((s) => s.points);
    const xs = points.map((p) => p[0]).sort((a, b) => a - b);
    let last = xs.length - 1;
    for (let i = last; i > xs.length / 2; i--) if (xs[i] > 4 * xs[i - 1] && xs[i - 1] > 0) last = i - 1;
    const limit = Math.max(xs[last], ...others.map((p) => p[0]).filter((x) => x <= 4 * xs[last]));
    const near = points.concat(others).filter((p) => p[0] <= limit);
    if (!near.length) return null;
    const ys = near.flatMap((p) => [p[1], p[2], p[3]]).filter((y) => y !== null && y !== undefined);
    const [low, high] = nice(Math.min(...ys), Math.max(...ys));
    const right = Math.max(...near.map((p) => p[0] + (p[5] || 0)));
    const lowest = Math.min(...near.map((p) => p[0] - (p[5] || 0))); // estimates of a small KL may be below 0
    const left = lowest < 0 ? nice(lowest, right)[0] : 0;
    return { limit, left, right: last < xs.length - 1 ? nice(0, right * 1.12)[1] : nice(0, right)[1], low, high };
  }

  function intervals(series, id, values, count, place, ink) {
    return {
      id: id + "/interval",
      name: series.name,
      type: "custom",
      silent: true,
      z: series.mark === "bars" ? 4 : 1,
      clip: true,
      tooltip: { show: false },
      data: values,
      encode: { x: 0, y: [1, 2, 3] },
      itemStyle: { color: colour(series.colour) },
      renderItem: (params, api) => {
        const x = api.value(0);
        const low = api.value(2);
        const high = api.value(3);
        const error = api.value(4);
        const stroke = { stroke: colour(series.colour), lineWidth: 1.2, opacity: series.mark === "points" ? 0.75 : 0.55, fill: null };
        let shift = 0;
        if (series.mark === "bars") {
          const layout = api.barLayout({ count, barMaxWidth: 34, barGap: "12%" })[place];
          shift = layout ? layout.offsetCenter : 0;
          stroke.stroke = ink.ink;
        }
        const children = [];
        const line = (x1, y1, x2, y2) => children.push({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
        if (Number.isFinite(low) && Number.isFinite(high)) {
          const [a, b] = [api.coord([x, low]), api.coord([x, high])];
          line(a[0] + shift, a[1], b[0] + shift, b[1]);
          line(a[0] + shift - 3, a[1], a[0] + shift + 3, a[1]);
          line(b[0] + shift - 3, b[1], b[0] + shift + 3, b[1]);
        }
        if (Number.isFinite(error) && error > 0) {
          const y = api.value(1);
          const [a, b] = [api.coord([x - error, y]), api.coord([x + error, y])];
          line(a[0], a[1], b[0], b[1]);
        }
        return { type: "group", children };
      },
    };
  }

  function tip(plot, entries, heading) {
    const box = make("div", { class: "tip" });
    if (heading) box.append(make("div", {}, make("b", {}, heading)));
    entries.slice(0, 14).forEach((entry) => {
      const name = make("span", { dir: "auto" }, entry.name);
      const dot = swatch(entry.subject, entry.group);
      box.append(make("div", {}, dot, name, make("span", {}, entry.text)));
      (entry.more || []).forEach((line) => box.append(make("div", { class: "soft" }, make("span", { dir: "auto" }, line))));
    });
    if (entries.length > 14) box.append(make("div", { class: "soft" }, "and " + (entries.length - 14) + " more"));
    return box;
  }

  function interval(point) {
    return point[2] === null || point[2] === undefined ? "" : "  [" + show(point[2]) + ", " + show(point[3]) + "]";
  }

  function tooltip(plot, byPoint, ink) {
    const byAxis = plot.series.every((s) => isLine(s) || s.mark === "bars");
    const unit = plot.y.unit ? " " + plot.y.unit : "";
    return {
      trigger: byAxis ? "axis" : "item",
      confine: true,
      transitionDuration: 0,
      backgroundColor: ink.paper,
      borderColor: ink.strong,
      padding: [7, 11],
      extraCssText: "box-shadow: 0 2px 14px rgba(0,0,0,.14); border-radius: 5px; max-height: 60vh; overflow: hidden;",
      axisPointer: { type: "line", lineStyle: { color: ink.strong }, label: { show: false } },
      formatter: (given) => {
        const list = (Array.isArray(given) ? given : [given])
          .map((item) => byPoint.get(item.seriesId + "#" + item.dataIndex))
          .filter((found) => found && found.point[1] !== null);
        if (!list.length) return "";
        list.sort((a, b) => b.point[1] - a.point[1]);
        if (!byAxis) {
          const { series, point } = list[0];
          const x = plot.x.scale === "categories" ? null : plot.x.label + " " + show(point[0]) + " " + plot.x.unit;
          const label = point[4] && point[4] !== series.name ? point[4] : null;
          return tip(plot, [{ name: series.name, subject: series.subject, group: series.group, text: show(point[1]) + unit + interval(point), more: [x, label].filter(Boolean) }]);
        }
        const first = list[0].point;
        const heading = plot.x.scale === "categories" ? first[4]
          : plot.kind === "curves" && state.share ? null
          : plot.x.label + " " + show(first[0]) + (plot.x.unit ? " " + plot.x.unit : "");
        return tip(plot, list.map(({ series, point }) => ({ name: series.name, subject: series.subject, group: series.group,
          text: show(point[1]) + unit + interval(point) + (plot.kind === "curves" && state.share ? "  (step " + point[0] + ")" : "") })), heading);
      },
    };
  }

  function option(plot, width) {
    const ink = inks();
    const small = plot.kind === "curves";
    const frontier = plot.kind === "frontier";
    const visible = plot.series.filter((s) => !state.hidden.has(s.subject));
    const categories = plot.x.scale === "categories" ? [...new Set(plot.series.flatMap((s) => s.points.map((p) => p[4])))] : [];
    const bounds = frontier ? frame(plot, visible) : null;
    const bars = visible.filter((s) => s.mark === "bars");
    const positive = (p) => (plot.x.scale !== "logarithmic" || p[0] > 0) && (plot.y.scale !== "logarithmic" || p[1] > 0);
    const byPoint = new Map();
    const series = [];
    visible.forEach((s, i) => {
      const id = plot.id + "/" + i;
      const points = s.points.filter(positive);
      const end = points.length && state.share && small ? Math.max(...points.map((p) => p[0])) : 1;
      points.forEach((point, k) => byPoint.set(id + "#" + k, { series: s, point }));
      const place = (p) => {
        if (categories.length) return [categories.indexOf(p[4]), p[1]];
        if (small && state.share) return [(100 * p[0]) / end, p[1]];
        if (bounds && p[0] > bounds.limit) return [bounds.right, Math.min(0.04 * bounds.low + 0.96 * bounds.high, Math.max(0.96 * bounds.low + 0.04 * bounds.high, p[1]))];
        return [p[0], p[1]];
      };
      const shade = colour(s.colour);
      const one = { id, name: s.name, animation: false, itemStyle: { color: shade }, data: points.map(place), emphasis: { focus: "none" } };
      if (isLine(s)) {
        one.type = "line";
        one.showSymbol = s.mark === "line-with-points" || points.length === 1;
        one.symbol = form(s);
        one.symbolSize = 6;
        one.lineStyle = { color: s.subject === "frontier" ? ink.faint : shade, width: s.subject === "frontier" ? 1.2 : small ? 1.5 : 2, type: dash(s) };
        one.connectNulls = false;
        one.z = s.mark === "dashes" ? 1 : 2;
        one.silent = s.subject === "frontier";
      } else if (s.mark === "bars") {
        one.type = "bar";
        one.barMaxWidth = 34;
        one.barGap = "12%";
      } else {
        one.type = "scatter";
        one.symbol = form(s);
        one.symbolSize = frontier ? 10 : points.length > 300 ? 4 : 8;
        one.itemStyle.opacity = points.length > 300 ? 0.55 : 0.95;
        one.z = 3;
        if (frontier) {
          one.data = points.map((p) => (p[0] > bounds.limit ? { value: place(p), symbol: "triangle", symbolRotate: -90 } : place(p)));
          const far = points.length && points[0][0] > bounds.limit;
          const left = points.length && place(points[0])[0] > 0.72 * bounds.right;
          one.label = { show: true, position: far ? [-6, 0] : left ? [-2, -8] : [12, -8], align: left ? "right" : "left", color: ink.ink, fontSize: width < 480 ? 10.5 : 11.5,
            formatter: (item) => (points[item.dataIndex][0] > bounds.limit ? s.name + ": " + show(points[item.dataIndex][1]) + " at KL " + show(points[item.dataIndex][0]) : s.name) };
          one.labelLayout = { hideOverlap: true };
        }
      }
      series.push(one);
      if (points.some((p) => (p[2] !== null && p[2] !== undefined) || p[5])) {
        const values = points.filter((p) => !bounds || p[0] <= bounds.limit).map((p) => [place(p)[0], p[1], p[2], p[3], p[5] === undefined ? null : p[5]]);
        series.push(intervals(s, id, values, bars.length, bars.indexOf(s), ink));
      }
    });
    const legend = !small && !frontier && plot.series.length > 1;
    const x = axis(plot, "x", categories, ink);
    const y = axis(plot, "y", [], ink);
    if (small && state.share) Object.assign(x, { min: 0, max: 100, interval: 25, scale: false });
    if (small && !state.share) x.min = 0;
    if (bounds) {
      Object.assign(x, { min: bounds.left, max: bounds.right, scale: false });
      Object.assign(y, { min: bounds.low, max: bounds.high, scale: false });
    }
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      title: small ? undefined : { text: plot.y.label + (plot.y.unit ? " (" + plot.y.unit + ")" : ""), left: 0, top: legend ? 28 : 2, padding: 0, textStyle: { color: ink.soft, fontSize: 12, fontWeight: "normal" } },
      grid: { left: 8, right: small ? 14 : 22, top: (small ? 12 : 30) + (legend ? 30 : 0), bottom: small ? 26 : categories.length > 3 ? 30 : 34, containLabel: true },
      legend: legend
        ? { type: "scroll", top: 0, left: 0, itemWidth: 16, itemHeight: 9, itemGap: 14, textStyle: { color: ink.soft, fontSize: 11.5 }, pageTextStyle: { color: ink.soft }, pageIconColor: ink.soft, inactiveColor: ink.strong, data: [...new Map(visible.map((s) => [s.name, isLine(s) ? s.name : { name: s.name, icon: "circle" }])).values()] }
        : undefined,
      tooltip: tooltip(plot, byPoint, ink),
      toolbox: { top: -60, itemSize: 8, showTitle: false, feature: { dataZoom: { filterMode: "none", brushStyle: { color: colour(0), opacity: 0.12 } } } },
      xAxis: x,
      yAxis: y,
      series,
    };
  }

  return { data, plots, state, make, show, swatch, colour, inks, isDark, option };
})();
