// The canvas over core widgets, for pages where anywidget's JavaScript does not come alive. Down: hidden HTML widgets that
// hold JSON, one for what stays and one for what moves. Up: a hidden text field. KEY names this canvas in the page.
// It runs inside an HTML attribute, where a plain URL would be the document's address.
const KEY = "$KEY", SOURCE = "$SOURCE";
const find = (name) => document.querySelector(`.story-${name}-${KEY}`);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const state = {}, texts = {}, listeners = {}, sent = {};

const open = (value) =>
  value && typeof value === "object" && typeof value.base64 === "string" ? bytes(value.base64)
    : Array.isArray(value) ? value.map(open)
      : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, open(v)])) : value;

const model = {
  get: (name) => state[name],
  set(name, value) { state[name] = value; sent[name] = value; },
  on: (event, act) => { (listeners[event] = listeners[event] || []).push(act); },
  off: (event, act) => { listeners[event] = (listeners[event] || []).filter((one) => one !== act); },
  save_changes() {
    const field = find("up").querySelector("input");
    field.value = JSON.stringify(sent);
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  },
};

// Takes over all that is new, and only then tells: what changed together is seen together.
function pull() {
  const changed = [];
  for (const place of ["still", "moving"]) {
    const text = find(place).querySelector(".widget-html-content").textContent;
    if (!text || texts[place] === text) continue;
    texts[place] = text;
    for (const [name, value] of Object.entries(JSON.parse(text))) {
      const now = JSON.stringify(value);
      if (texts[name] === now) continue;
      texts[name] = now;
      state[name] = open(value);
      changed.push(name);
    }
  }
  for (const name of changed) for (const act of listeners[`change:${name}`] || []) act();
}

async function start(host, tries) {
  if (!["up", "still", "moving"].every(find)) {   // the page still builds its widgets
    if (tries) setTimeout(() => start(host, tries - 1), 100);
    return;
  }
  const file = window.URL.createObjectURL(new Blob([new TextDecoder().decode(bytes(SOURCE))], { type: "text/javascript" }));
  const { default: canvas } = await import(file);
  window.URL.revokeObjectURL(file);
  pull();
  const watch = new MutationObserver(pull);
  for (const place of ["still", "moving"]) watch.observe(find(place), { childList: true, subtree: true, characterData: true });
  canvas.render({ model, el: host });
}
const host = this.parentElement;
this.remove();
start(host, 100);
