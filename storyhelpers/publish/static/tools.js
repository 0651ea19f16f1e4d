// What all pieces of the script need. A page's script is several of these files, joined into one function.
const story = JSON.parse(document.getElementById("story").textContent);
const root = document.documentElement;
root.classList.add("scripted");
document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
const pages = [...document.querySelectorAll(".page")];
pages[0].querySelector(".slot").prepend(document.getElementById("panel-template").content);
const at = (id) => document.getElementById(id);
const [panel, player, volume] = ["panel", "player", "volume"].map(at);
const say = (key, values = {}) => fill(story.words[key], values);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const oneOf = (list) => list[Math.floor(Math.random() * list.length)];
const svgOf = (kind, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
};
const icon = (id, name = "") => {
  const drawn = svgOf("svg", { "aria-hidden": "true", class: name, viewBox: "0 0 24 24" });
  drawn.append(svgOf("use", { href: `#${id}` }));
  return drawn;
};
function shuffled(list) {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}

let page = 0; // which page is open
let finding = false; // seeking instead of listening
let last = null; // what "again" plays: {source, seconds, index}
const things = () => story.pages[page].things;
const outlineOf = (index) => at(`thing-${page}-${index}`);
const itemOf = (index) => at(`item-${page}-${index}`);
const frame = () => pages[page].querySelector(".frame");
