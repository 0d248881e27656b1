// The controls of each task. A task has show(item) which builds them, read() which gives what was
// said or null where it is not complete, partial() for drafts, fill(shown) for what was said, and
// keys, the shortcuts that it has beside those of all tasks.
import { element, byId } from "./common.js";

const letters = "ABCDEFGHI";

/** Radio buttons that look like segments. */
function segments(name, legend, options, attributes = {}) {
  const field = element("fieldset", {}, element("legend", {}, legend));
  const row = element("div", { class: "segments" });
  options.forEach(({ value, text, key }) =>
    row.append(element("label", {},
      element("span", {}, text, key ? element("span", { class: "key", "aria-hidden": "true" }, key) : null),
      element("input", { type: "radio", name, value, ...attributes }))));
  field.append(row);
  return field;
}

const chosen = (name) => {
  const input = document.querySelector(`input[name="${name}"]:checked`);
  return input ? Number(input.value) : null;
};

function choose(name, value) {
  const input = document.querySelector(`input[name="${name}"][value="${value}"]`);
  if (input) input.checked = true;
}

export function chips(parent, name, words) {
  const row = element("div", { class: "options" });
  words.forEach((word, i) =>
    row.append(element("label", {}, word, element("input", { type: "checkbox", name, value: i }))));
  parent.append(row);
}

export const ticked = (name, words) =>
  [...document.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => words[Number(box.value)]);

export function tick(name, words, marked) {
  document.querySelectorAll(`input[name="${name}"]`).forEach((box) => {
    box.checked = marked.includes(words[Number(box.value)]);
  });
}

function cards(item) {
  const several = item.answers.length > 1;
  return item.answers.map((text, i) => {
    const title = several ? [element("b", {}, letters[i]), "Answer"] : ["Answer"];
    const card = element("section", { class: "answer", "aria-label": several ? "Answer " + letters[i] : "Answer" },
      element("h3", {}, ...title), element("div", { class: "text" }, text));
    byId("answers").append(card);
    return card;
  });
}

const pairwise = (settings) => ({
  show(item) {
    cards(item);
    const grades = [[2, "A is better"], [1, "A is slightly better"], [0, "Neither"], [-1, "B is slightly better"], [-2, "B is better"]]
      .filter(([grade]) => settings.ties || grade !== 0)
      .map(([value, text], i) => ({ value, text, key: String(i + 1) }));
    byId("verdict").append(segments("grade", "Which answer is better?", grades));
    this.changed();
  },
  changed() {
    const grade = chosen("grade");
    document.querySelectorAll(".answer").forEach((card, i) =>
      card.classList.toggle("chosen", grade !== null && (i === 0 ? grade > 0 : grade < 0)));
  },
  partial() {
    const grade = chosen("grade");
    return grade === null ? {} : { grade };
  },
  read() {
    return chosen("grade") === null ? null : this.partial();
  },
  fill(shown) {
    choose("grade", shown.grade);
    this.changed();
  },
  missing: "Choose one of the grades first.",
  keys: [["1 – " + (settings.ties ? 5 : 4), "choose a grade"]],
});

const ranking = () => ({
  show(item) {
    this.count = item.answers.length;
    cards(item).forEach((card, i) =>
      card.append(segments("rank" + i, "Place of answer " + letters[i],
        item.answers.map((_, place) => ({ value: place, text: String(place + 1) })))));
  },
  places() {
    return Array.from({ length: this.count }, (_, i) => chosen("rank" + i));
  },
  changed(event) {
    // a place belongs to one answer: whoever had it loses it
    const input = event?.target;
    if (!input?.name?.startsWith("rank")) return;
    for (let i = 0; i < this.count; i++) {
      if ("rank" + i !== input.name && chosen("rank" + i) === Number(input.value)) {
        document.querySelector(`input[name="rank${i}"]:checked`).checked = false;
      }
    }
  },
  partial() {
    return { places: this.places() };
  },
  read() {
    const places = this.places();
    if (places.includes(null)) return null;
    return { order: places.map((_, place) => places.indexOf(place)) };
  },
  fill(shown) {
    (shown.places ?? shown.order?.map((_, i) => shown.order.indexOf(i)) ?? []).forEach((place, i) => {
      if (place !== null) choose("rank" + i, place);
    });
  },
  missing: "Give each answer its place, 1 for the best.",
  keys: [["1 – 9", "place of an answer; then comes the next answer"]],
});

const demonstration = () => ({
  show() {
    byId("verdict").append(element("label", { for: "own" }, "Your answer"),
      element("textarea", { id: "own", rows: 12 }));
  },
  changed() {},
  partial: () => ({ text: byId("own").value }),
  read: () => (byId("own").value.trim() === "" ? null : { text: byId("own").value }),
  fill(shown) {
    byId("own").value = shown.text ?? "";
  },
  missing: "Write an answer first.",
  keys: [],
});

const rating = (settings) => ({
  show(item) {
    this.count = item.answers.length;
    cards(item).forEach((card, i) =>
      settings.scales.forEach((scale, s) =>
        card.append(segments(`rate${i}-${s}`, scale.name, scale.levels.map((text, value) => ({ value, text }))))));
  },
  changed() {},
  partial() {
    return {
      ratings: Array.from({ length: this.count }, (_, i) => settings.scales.map((_, s) => chosen(`rate${i}-${s}`))),
    };
  },
  read() {
    const said = this.partial();
    return said.ratings.flat().includes(null) ? null : said;
  },
  fill(shown) {
    (shown.ratings ?? []).forEach((levels, i) =>
      levels.forEach((level, s) => level !== null && choose(`rate${i}-${s}`, level)));
  },
  missing: "Rate every answer on every scale.",
  keys: [["1 – 9", "choose a level; then comes the next scale"]],
});

const errorFlags = (settings) => ({
  show(item) {
    this.count = item.answers.length;
    cards(item).forEach((card, i) => {
      const field = element("fieldset", { class: "chips" }, element("legend", {}, "Errors"));
      chips(field, "errors" + i, settings.errors);
      card.append(field);
      if (settings.assertiveness.length > 0) {
        card.append(segments("assertive" + i, "How does it sound?",
          settings.assertiveness.map((text, value) => ({ value, text }))));
      }
    });
  },
  changed() {},
  partial() {
    const each = (give) => Array.from({ length: this.count }, (_, i) => give(i));
    const said = { errors: each((i) => ticked("errors" + i, settings.errors)) };
    if (settings.assertiveness.length > 0) said.assertive = each((i) => chosen("assertive" + i));
    return said;
  },
  read() {
    const said = this.partial();
    return said.assertive?.includes(null) ? null : said;
  },
  fill(shown) {
    (shown.errors ?? []).forEach((marked, i) => tick("errors" + i, settings.errors, marked));
    (shown.assertive ?? []).forEach((level, i) => level !== null && choose("assertive" + i, level));
  },
  missing: "Say of every answer how it sounds.",
  keys: [["1 – 9", "mark an error, or choose how it sounds"], ["0", "no further error; go on"]],
});

const tasks = { pairwise, ranking, demonstration, rating, "error-flags": errorFlags };

export const taskOf = (settings) => tasks[settings.task](settings);
