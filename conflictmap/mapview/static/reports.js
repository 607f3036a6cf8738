/* The text of a report with its events, and the keys that decide about them.
 *
 * A component of the page: data comes as JSON, every text is set with textContent, nothing is built into HTML.
 * The page is told through triggers: `pick` with the number of an event, `act` with the name of what a key does.
 */

const KEYS = { KeyJ: "next", KeyK: "previous", KeyA: "accept", KeyE: "edit", KeyR: "reject", KeyU: "undo" };

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/* One stretch of text: `p` its part in the chosen event or in another one, `n` the events whose sentence it is in. */
function runNode(run, data, pick) {
  const classes = [];
  if (run.p) classes.push(run.c ? `part-${run.p}` : "other");
  if (run.s) classes.push("sentence");
  if (run.n.length) classes.push("told");
  if (!classes.length) return document.createTextNode(run.t);
  const node = element(run.p && run.c ? "mark" : "span", classes.join(" "), run.t);
  if (run.p && run.c) node.title = data.words.parts[run.p];
  if (run.n.length) {
    node.addEventListener("click", () => {
      if (String(window.getSelection())) return; // the reader marks words to copy them
      const at = run.n.indexOf(data.chosen);
      pick(run.n[(at + 1) % run.n.length]);
    });
  }
  return node;
}

function draw(box, data, pick) {
  const text = element("div", "text");
  text.dir = data.dir;
  text.lang = data.lang;
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", data.words.text);
  if (data.before) text.append(element("p", "cut", data.words.before));
  for (const line of data.lines) {
    const block = element("p", line.r.length ? "" : "empty");
    block.dir = line.d;
    for (const run of line.r) block.append(runNode(run, data, pick));
    text.append(block);
  }
  if (data.after) text.append(element("p", "cut", data.words.after));
  box.replaceChildren(legend(data), text, help(data));
  return text;
}

function legend(data) {
  const list = element("ul", "legend");
  list.dir = data.words.dir;
  for (const [part, label] of Object.entries(data.words.parts)) {
    const item = element("li", "");
    item.append(element("mark", `part-${part}`, label));
    list.append(item);
  }
  list.hidden = data.chosen === null;
  return list;
}

function help(data) {
  const line = element("p", "help");
  line.dir = data.words.dir;
  for (const [key, label] of data.keys) {
    const item = element("span", "");
    item.append(element("kbd", "", key), ` ${label}`);
    line.append(item);
  }
  line.hidden = !data.keys.length;
  return line;
}

/* The chosen event's sentence comes into sight, within the text's own box only. */
function show(text) {
  const first = text.querySelector(".sentence");
  if (!first) return;
  const wanted = first.getBoundingClientRect(), box = text.getBoundingClientRect();
  if (wanted.top >= box.top + 8 && wanted.top <= box.bottom - 90) return;
  text.scrollTop += wanted.top - box.top - box.height / 3;
}

/* The chosen event's row comes into sight in the list, which the page draws beside the text. */
function showRow() {
  const row = document.querySelector(".cm-candidate-chosen"), list = row && row.closest(".st-key-candidates");
  if (!list) return;
  const wanted = row.getBoundingClientRect(), box = list.getBoundingClientRect();
  if (wanted.top < box.top) list.scrollTop += wanted.top - box.top - 4;
  else if (wanted.bottom > box.bottom) list.scrollTop += wanted.bottom - box.bottom + 4;
}

/* The report and its event in the address, in place: reading leaves no trail of steps for Back. */
function writeAddress(data) {
  const address = new URL(window.location.href);
  if (!address.pathname.replace(/\/+$/, "").endsWith(`/${data.page}`)) return;
  const before = address.searchParams.toString();
  const wanted = new URLSearchParams(data.address);
  for (const name of ["report", "event"]) {
    if (!wanted.has(name)) address.searchParams.delete(name);
  }
  for (const [name, value] of wanted) address.searchParams.set(name, value);
  if (address.searchParams.toString() === before) return;
  window.history.replaceState(window.history.state, "", `${address.pathname}?${address.searchParams}`);
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function onKey(event, state) {
  const action = KEYS[event.code];
  const target = event.composedPath()[0];
  if (!action || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(target)) return;
  if (document.querySelector("[role=dialog], [role=listbox]")) return;
  if (!state.data.allowed.includes(action)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the page has keys of its own for letters
  state.tell("act", action);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector("#report-text");
  const state = root.reportState || (root.reportState = {});
  state.data = data;
  state.tell = (name, value) => setTriggerValue(name, value);
  const drawn = JSON.stringify([data.lines, data.chosen, data.words, data.keys]);
  if (drawn !== state.drawn) {
    const old = root.querySelector(".text"), at = old ? old.scrollTop : 0;
    const text = draw(root, data, (number) => state.tell("pick", String(number)));
    if (state.report === data.report) text.scrollTop = at;
    state.report = data.report;
    state.drawn = drawn;
    show(text);
    setTimeout(showRow, 150); // the page draws the list at the same time
  }
  writeAddress(data);
  // The page may clean up after an older call only when the newer one is under way: each removes its own listener.
  if (state.listener) window.removeEventListener("keydown", state.listener, true);
  const listener = (event) => onKey(event, state);
  state.listener = listener;
  window.addEventListener("keydown", listener, true);
  return () => window.removeEventListener("keydown", listener, true);
}
