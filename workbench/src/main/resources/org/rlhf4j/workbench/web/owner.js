// The owner's page: who labels, how well, and the export.
import { ask, byId, element, leave, Refused, setToken } from "./common.js";

const percent = (x) => (100 * x).toFixed(0) + " %";
const signed = (x) => (x > 0 ? "+" : x < 0 ? "−" : "") + percent(Math.abs(x));
const number = (x) => (x === undefined ? "–" : x.toFixed(2));

function share(value) {
  if (!value || value.n === 0) return element("td", { class: "n" }, "–");
  return element("td", { class: "n", title: `95 % interval ${percent(value.low)} to ${percent(value.high)}` },
    percent(value.share), element("small", {}, `of ${value.n}`));
}

function status(person) {
  if (person.retired) return element("span", { class: "badge warn" }, "retired");
  if (person.qualification === "failed") {
    return element("span", { class: "badge warn" }, `did not qualify (${percent(person.score)})`);
  }
  if (person.qualification === "open") return element("span", { class: "badge" }, "to qualify");
  return element("span", { class: "badge" },
    person.role + (person.score === undefined ? "" : `, qualified (${percent(person.score)})`));
}

function row(person) {
  const button = (text, action, body, after) => element("button", {
    type: "button", class: "small", "aria-label": `${text}: ${person.name}`,
    onclick: () => act(action, { id: person.id, ...body }, after),
  }, text);
  const actions = element("div", { class: "buttons" },
    button("New link", "link", {}, (json) => showLink(person.name, json.link)),
    person.retired ? button("Bring back", "retire", { retired: false }) : button("Retire", "retire", { retired: true }),
    person.qualification === "failed" ? button("Admit", "admit", {}) : null);
  return element("tr", { class: person.retired ? "retired" : "" },
    element("th", { scope: "row" }, person.name), element("td", {}, status(person)),
    element("td", { class: "n" }, String(person.labels)),
    element("td", { class: "n" }, person.medianSeconds === undefined ? "–" : person.medianSeconds.toFixed(1)),
    share(person.majority), share(person.gold), share(person.judge), share(person.left),
    element("td", {}, actions));
}

let drawn = "";

function show(state) {
  setToken(state.csrf);
  byId("updated").textContent = "Live, " + new Date().toLocaleTimeString();
  const text = JSON.stringify(state);
  if (text === drawn) return; // what is focused stays focused
  drawn = text;
  const { progress, annotators, agreement, errors } = state;
  byId("items-done").textContent = `${progress.complete} / ${progress.items}`;
  byId("labels-done").textContent = `${progress.labels} / ${progress.wanted}`;
  byId("people-count").textContent = String(annotators.filter((person) => !person.retired).length);
  byId("bar").max = Math.max(1, progress.wanted);
  byId("bar").value = progress.labels;
  byId("people").replaceChildren(...annotators.map(row));
  const suspects = annotators.filter((person) => !person.retired)
    .flatMap((person) => person.suspicions.map((why) => element("li", {}, element("b", {}, person.name), " " + why)));
  byId("suspicious").hidden = suspects.length === 0;
  byId("suspicious-list").replaceChildren(...suspects);
  showAgreement(agreement);
  byId("errors-panel").hidden = errors.length === 0;
  byId("errors").replaceChildren(...errors.map((rate) => element("tr", {}, element("th", { scope: "row" }, rate.model),
    element("td", {}, rate.category), share(rate.crowd), share(rate.expert))));
  byId("differences").replaceChildren(...state.errorDifferences.map((d) => element("tr", {},
    element("th", { scope: "row" }, d.answers), element("td", {}, d.category),
    element("td", { class: "n" }, signed(d.difference)),
    element("td", { class: "n" }, d.low === undefined ? "–" : `${signed(d.low)} to ${signed(d.high)}`),
    element("td", { class: "n" }, String(d.n)))));
}

function showAgreement(rows) {
  byId("no-agreement").hidden = rows.length > 0;
  byId("agreement-table").hidden = rows.length === 0;
  byId("agreement").replaceChildren(...rows.flatMap((one) => one.coefficients.map((c, i) => element("tr", {},
    i === 0 ? element("th", { scope: "row" }, one.kind) : element("td"),
    element("td", {}, i === 0 ? one.group || "all" : ""),
    element("td", { class: "n" }, i === 0 ? String(one.units) : ""),
    element("td", {}, c.name), element("td", { class: "n" }, number(c.value)),
    element("td", { class: "n" }, c.low === undefined ? "–" : `${number(c.low)} to ${number(c.high)}`)))));
  const all = rows.find((one) => one.group === "");
  const alpha = all?.coefficients.find((c) => c.name.includes("alpha")) ?? all?.coefficients[0];
  byId("alpha").textContent = alpha ? number(alpha.value) : "–";
  byId("alpha-name").textContent = alpha ? alpha.name.replace(/ \(.*/, "") : "agreement";
}

function showLink(name, link) {
  byId("link-panel").hidden = false;
  byId("link-name").textContent = name;
  byId("link").value = link;
  byId("link").focus();
  byId("link").select();
}

async function act(action, body, after) {
  byId("problem").textContent = "";
  try {
    const json = await ask("/owner/api/" + action, body);
    if (after) after(json);
    await refresh();
  } catch (error) {
    byId("problem").textContent = error.message;
  }
}

async function refresh() {
  try {
    show(await ask("/owner/api/state"));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) {
      clearInterval(timer);
      byId("leave").hidden = true;
      byId("main").replaceChildren(element("section", { class: "panel message" },
        element("h1", {}, "Your session has ended"), element("p", {}, error.message)));
    }
    byId("updated").textContent = error instanceof Refused ? error.message : "No connection; trying again";
  }
}

byId("add").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("name").value;
  act("annotators", { name, role: byId("role").value }, (json) => {
    byId("name").value = "";
    showLink(name, json.link);
  });
});
byId("copy").addEventListener("click", async () => {
  byId("link").select();
  await navigator.clipboard.writeText(byId("link").value).catch(() => document.execCommand("copy"));
  byId("copy").textContent = "Copied";
  setTimeout(() => { byId("copy").textContent = "Copy"; }, 2000);
});
byId("export").addEventListener("click", () => act("export", {}, (json) =>
  byId("exported").replaceChildren(
    ...json.lines.map((line) => element("li", {}, line)),
    element("li", {}, "Download: ", ...json.files.flatMap((file) =>
      [element("a", { href: "/owner/files/" + file, download: file }, file), " "])))));
byId("leave").addEventListener("click", () => leave("/owner/api/leave").catch(() => {
  byId("updated").textContent = "No connection; you are still logged in";
}));
const timer = setInterval(() => { if (!document.hidden) refresh(); }, 4000);
refresh();
