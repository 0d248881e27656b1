// The annotator's page: shows what is next, keeps drafts, sends labels.
import { ask, askUntilAnswered, byId, element, idle, leave, Refused, setToken } from "./common.js";
import { chips, taskOf, tick, ticked } from "./tasks.js";

let settings;
let task;
let item = null;
let busy = false;
let dirty = false;
let draftTimer = 0;
let spent = 0; // milliseconds that the item was in view
let since = 0; // when it came into view; 0 while it is not

const say = (text) => { byId("saved").textContent = text; };
const complain = (text) => { byId("problem").textContent = text; };

// ---- time in view -------------------------------------------------------------------------------

function watch() {
  if (document.hidden) {
    if (since) spent += performance.now() - since;
    since = 0;
  } else if (!since) {
    since = performance.now();
  }
}

const elapsed = () => Math.round(spent + (since ? performance.now() - since : 0));

// ---- showing ------------------------------------------------------------------------------------

const messages = {
  finished: ["All done", "There is nothing more for you at the moment. Thank you!"],
  failed: ["Thank you for taking part", "Your answers differ too much from what we expect here, so there are no further items for you."],
  retired: ["Thank you for your work", "Your access has ended."],
};

function show(state) {
  byId("count").textContent = state.phase === "qualification"
    ? `Qualification: ${state.done} of ${state.total}` : `${state.done} of ${state.total}`;
  byId("bar").max = Math.max(1, state.total);
  byId("bar").value = state.done;
  byId("note").hidden = state.phase !== "qualification";
  byId("note").textContent = "A few questions to begin with. What you answer here decides whether you go on.";
  const message = state.item ? null : messages[state.phase] ?? messages.finished;
  byId("item").hidden = message !== null;
  byId("message").hidden = message === null;
  item = state.item ?? null;
  if (message) {
    [byId("message-title").textContent, byId("message-text").textContent] = message;
    byId("look-back").hidden = state.phase !== "finished" || state.done === 0;
    byId("message").focus();
    return;
  }
  byId("skip").hidden = item.qualification || item.done;
  byId("unmarked").hidden = state.unmarked === 0;
  byId("unmarked").textContent = `Back to unmarked (${state.unmarked})`;
  byId("before").hidden = state.done === 0;
  build();
}

function build() {
  byId("prompt").textContent = item.prompt;
  byId("answers").replaceChildren();
  byId("verdict").replaceChildren();
  complain("");
  task.show(item);
  tick("flags", settings.flags, []);
  byId("reason").value = "";
  const shown = item.shown ?? stored();
  if (shown) {
    task.fill(shown);
    tick("flags", settings.flags, shown.flags ?? []);
    byId("reason").value = shown.reason ?? "";
  }
  dirty = false;
  spent = 0;
  since = 0;
  watch();
  window.scrollTo(0, 0);
  byId("item").focus({ preventScroll: true });
}

// ---- what was said ------------------------------------------------------------------------------

function beside() {
  return {
    ...(settings.flags.length > 0 ? { flags: ticked("flags", settings.flags) } : {}),
    ...(settings.reasons ? { reason: byId("reason").value } : {}),
  };
}

const key = () => `rlhf4j-draft-${item.assignment}`;

function stored() {
  try {
    return JSON.parse(localStorage.getItem(key()) ?? "null");
  } catch {
    return null;
  }
}

/** Drafts go to the server and, until they are there, into the browser. */
function changed(event) {
  task.changed(event);
  complain("");
  dirty = true;
  say("");
  clearTimeout(draftTimer);
  draftTimer = setTimeout(saveDraft, 600);
}

async function saveDraft() {
  if (!dirty || !item || busy) return;
  dirty = false;
  const draft = { ...task.partial(), ...beside() };
  const kept = key();
  try {
    localStorage.setItem(kept, JSON.stringify(draft));
    if (item.done) return; // a label is changed by saving it, not by a draft
    await ask("/api/draft", { assignment: item.assignment, shown: draft });
    localStorage.removeItem(kept);
    if (!dirty) say("Draft saved");
  } catch (error) {
    say(error instanceof Refused ? error.message : "No connection; the draft is kept here");
  }
}

// ---- going on -----------------------------------------------------------------------------------

async function act(path, body, done) {
  if (busy) return;
  busy = true;
  clearTimeout(draftTimer);
  const buttons = document.querySelectorAll(".bar button");
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const state = await askUntilAnswered(path, body, (pause) =>
      say(`Not saved yet: no connection. Trying again in ${Math.round(pause / 1000)} s`));
    if (item) localStorage.removeItem(key());
    show(state);
    say(done);
  } catch (error) {
    if (error.status === 401) location.reload();
    complain(error.message);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    busy = false;
  }
}

function save() {
  const said = task.read();
  if (said === null) {
    complain(task.missing);
    say("Not saved yet"); // in view also where the sentence beside the button is not
    const open = fields().find((one) => one.querySelector('input[type="radio"]') && !isAnswered(one));
    (open?.querySelector("input") ?? document.querySelector("#verdict textarea"))?.focus();
    return;
  }
  act("/api/label", { assignment: item.assignment, shown: { ...said, ...beside() }, millis: elapsed() }, "Saved");
}

const skip = () => item && !byId("skip").hidden && act("/api/skip", { assignment: item.assignment }, "Skipped");
const unmarked = () => !byId("unmarked").hidden && act("/api/unmarked", {}, "");
const before = () => !byId("before").hidden && act("/api/before", { assignment: item?.assignment ?? 999999999999 }, "");

// ---- the end of a session -----------------------------------------------------------------------

/** Nothing of the work stays in view; a draft that the server does not have is kept here. */
function ended(sentence) {
  item = null;
  byId("groups").hidden = true;
  byId("item").remove();
  byId("look-back").hidden = true;
  byId("message").hidden = false;
  byId("message-title").textContent = "Your session has ended";
  byId("message-text").textContent = sentence;
  say("");
}

/** A session that did nothing for so long is over for the server. */
function watchSession() {
  const check = () => {
    if (byId("item") && idle() > settings.idleMinutes * 60000) {
      clearInterval(timer);
      saveDraft().finally(() => ended("Open your personal link again to go on."));
    }
  };
  const timer = setInterval(check, 15000);
}

async function out() {
  if (item && dirty && !confirm("What you have begun here is not saved yet. Log out all the same?")) return;
  try {
    await leave("/api/leave");
  } catch {
    say("No connection; you are still logged in");
  }
}

// ---- keyboard -----------------------------------------------------------------------------------

const keysOn = () => localStorage.getItem("rlhf4j-keys") !== "off";

const fields = () => [...document.querySelectorAll("#answers fieldset, #verdict fieldset")];
const isAnswered = (one) => one.querySelector('input[type="radio"]:checked') !== null;

/** What a digit answers: the field that has the focus, or else the first one without an answer. */
function field() {
  const all = fields();
  const here = document.activeElement?.closest("fieldset");
  return all.includes(here) ? here : all.find((one) => !isAnswered(one)) ?? all[0];
}

function digit(number) {
  const here = field();
  const input = here?.querySelectorAll("input")[number - 1];
  if (!input) return;
  const box = input.type === "checkbox";
  input.checked = box ? !input.checked : true;
  input.focus();
  changed({ target: input });
  if (!box) goOn(here);
}

/** The next field without an answer gets the focus; boxes have no end of their own. */
function goOn(here) {
  const all = fields();
  all.slice(all.indexOf(here) + 1).find((one) => !isAnswered(one))?.querySelector("input").focus();
}

function pressed(event) {
  const typing = event.target.matches("textarea, input:not([type]), select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && item) {
    event.preventDefault();
    save();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keysOn() || !item) return;
  if (/^[1-9]$/.test(event.key)) digit(Number(event.key));
  else if (event.key === "0") goOn(field());
  else if (event.key === "Enter" && !event.target.matches("button, summary, a")) {
    event.preventDefault();
    save();
  } else if (event.key === "s") skip();
  else if (event.key === "u") unmarked();
  else if (event.key === "p") before();
  else if (event.key === "g") {
    const fold = byId("guidelines");
    if (fold) fold.open = !fold.open;
  }
}

function listKeys() {
  const rows = [
    ...task.keys,
    ["Enter", "save and go on (Ctrl + Enter in a text)"],
    ["s", "skip"], ["u", "back to the next unmarked one"], ["p", "previous"], ["g", "guidelines"],
  ];
  rows.forEach(([k, what]) => byId("keys").append(element("dt", {}, k), element("dd", {}, what)));
  byId("keys-on").checked = keysOn();
  byId("keys-on").addEventListener("change", (event) =>
    localStorage.setItem("rlhf4j-keys", event.target.checked ? "on" : "off"));
}

// ---- about you ----------------------------------------------------------------------------------

/** A step of its own before the first item, until it is answered or put off. */
function askGroups(then) {
  if (settings.groups.length === 0 || settings.groups.some((group) => group.chosen !== "")
    || localStorage.getItem(groupsKey()) === "later") {
    then();
    return;
  }
  byId("groups").hidden = false;
  settings.groups.forEach((group, i) => byId("group-fields").append(
    element("div", {}, element("label", { for: "group" + i }, group.question),
      element("select", { id: "group" + i }, element("option", { value: "" }, "no answer"),
        ...group.answers.map((answer) => element("option", { value: answer }, answer))))));
  byId("groups").addEventListener("submit", async (event) => {
    event.preventDefault();
    const groups = Object.fromEntries(settings.groups.map((group, i) => [group.question, byId("group" + i).value]));
    try {
      await ask("/api/groups", { groups });
      byId("groups").hidden = true;
      if (Object.values(groups).every((answer) => answer === "")) localStorage.setItem(groupsKey(), "later");
      then();
      say("Saved");
    } catch (error) {
      say(error.message);
    }
  });
  byId("groups-later").addEventListener("click", () => {
    localStorage.setItem(groupsKey(), "later");
    byId("groups").hidden = true;
    then();
  });
}

const groupsKey = () => `rlhf4j-groups-${settings.name}`;

// ---- beginning ----------------------------------------------------------------------------------

const state = await askUntilAnswered("/api/state", undefined, () => say("No connection; trying again"));
settings = state.settings;
setToken(settings.csrf);
task = taskOf(settings);
byId("who").textContent = settings.name;
byId("instruction").textContent = settings.instruction;
byId("reason-field").hidden = !settings.reasons;
byId("flags").hidden = settings.flags.length === 0;
chips(byId("flags"), "flags", settings.flags);
listKeys();
byId("form").addEventListener("input", changed);
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
byId("skip").addEventListener("click", skip);
byId("unmarked").addEventListener("click", unmarked);
byId("before").addEventListener("click", before);
byId("look-back").addEventListener("click", before);
byId("leave").addEventListener("click", out);
watchSession();
document.addEventListener("keydown", pressed);
document.addEventListener("visibilitychange", () => {
  watch();
  if (document.hidden) saveDraft();
});
askGroups(() => show(state));
