// What both pages need: elements without HTML in texts, and requests with the token.

/** Makes an element. Text goes in as text, so that nothing in it is ever markup. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** A request was refused for good; trying again would not help. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let csrf = "";
export function setToken(token) {
  csrf = token;
}

let asked = Date.now();

/** Milliseconds since a request of this page was answered: the server's clock of a session. */
export const idle = () => Date.now() - asked;

/** Ends the session, here and on the server, and takes away what the browser kept for it. */
export async function leave(path) {
  try {
    await ask(path, {});
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // it has ended already
  }
  Object.keys(localStorage).filter((key) => key.startsWith("rlhf4j-draft-"))
    .forEach((key) => localStorage.removeItem(key));
  document.body.replaceChildren();
  location.replace("/left");
}

/** Asks the server; throws Refused where it says no, and TypeError where it cannot be reached. */
export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  const json = await response.json();
  asked = response.ok ? Date.now() : asked;
  if (!response.ok) {
    if (response.status === 429 || response.status >= 500) throw new TypeError(json.error);
    throw new Refused(json.error, response.status);
  }
  return json;
}

/** Asks until there is an answer; a server that is restarted or a phone in a tunnel loses nothing. */
export async function askUntilAnswered(path, body, onWaiting) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 15000)) {
    try {
      return await ask(path, body);
    } catch (error) {
      if (error instanceof Refused) throw error;
      onWaiting(pause);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
