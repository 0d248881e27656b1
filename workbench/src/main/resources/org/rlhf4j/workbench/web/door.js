// The way in: says whose link it is, and begins a session only when somebody says so.
import { ask, byId, element, setToken } from "./common.js";

const way = location.pathname.startsWith("/own") ? "/own" : "/enter";
// links of an older workbench have their secret in the path
const token = location.hash.slice(1) || location.pathname.slice(way.length + 1);
history.replaceState(null, "", way); // the secret does not stay in the address bar and the history
setToken(document.querySelector('meta[name="csrf"]').content);

const problem = (error) => { byId("problem").textContent = error.message; };

async function look() {
  if (token === "") {
    byId("sentence").textContent = "This page opens with the personal link that you were sent. Open that link again.";
    return;
  }
  try {
    const { name } = await ask(`${way}/who`, { token });
    byId("sentence").replaceChildren("This link belongs to ", element("strong", {}, name),
      ". Go on only if that is you: what you do here counts under this name.");
    byId("begin").textContent = `Begin as ${name}`;
    byId("begin").hidden = false;
    byId("begin").focus();
  } catch (error) {
    byId("sentence").textContent = "";
    problem(error);
  }
}

byId("begin").addEventListener("click", async () => {
  byId("begin").disabled = true;
  try {
    const { to } = await ask(way, { token });
    location.replace(to);
  } catch (error) {
    problem(error);
    byId("begin").disabled = false;
  }
});
window.addEventListener("hashchange", () => location.reload());
look();
