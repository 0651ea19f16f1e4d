// Brings the plain picture and players of a page to life. Everything that is told and heard is already in the markup:
// nothing is asked of a kernel or a network. Runs as the body of a function of `root`, once for every view.
if (root.classList.contains("story-alive")) return;
const all = (selector) => [...root.querySelectorAll(selector)];
const one = (selector) => root.querySelector(selector);
const scene = one(".story-scene"), veil = one(".story-veil"), tag = one(".story-tag"), stop = one(".story-stop");
const [width, height] = scene.dataset.size.split(" ").map(Number);
const items = all(".story-item");
const outlineOf = (index) => one(`.story-thing[data-thing="${index}"]`);
const outlines = items.map((_, index) => outlineOf(index));
const drawn = outlines.filter(Boolean);
const numbers = (outline, key) => outline.dataset[key].split(" ").map(Number);
const indexOf = (node) => { const part = node?.closest?.("[data-thing]"); return part ? Number(part.dataset.thing) : null; };
let sounding = null;

// ---- A thing is drawn as three lines, which read on any picture, and one invisible wide one, to be hit by a finger
drawn.forEach((outline, order) => {
  const path = outline.querySelector("path");
  const line = (name) => { const copy = path.cloneNode(); copy.setAttribute("class", name); return copy; };
  outline.replaceChildren(...["story-dusk", "story-amber", "story-light", "story-hit"].map(line));
  outline.setAttribute("role", "button");
  outline.setAttribute("tabindex", order ? "-1" : "0"); // one stop for Tab; the arrow keys go from thing to thing
});
one("svg").removeAttribute("aria-hidden");
// JupyterLab's one-key shortcuts (D D deletes a cell) look only at what has the focus itself.
all("button, .story-thing").forEach((part) => part.setAttribute("data-lm-suppress-shortcuts", "true"));
function reach() {
  const wanted = matchMedia("(pointer: coarse)").matches ? 44 : 24, scale = scene.clientWidth / width;
  drawn.forEach((outline) => {
    const [x0, y0, x1, y1] = numbers(outline, "box"), smaller = Math.min(x1 - x0, y1 - y0) * scale;
    outline.querySelector(".story-hit").style.strokeWidth = `${Math.max(6, wanted - smaller)}px`;
    outline.style.setProperty("--pen", Math.min(1, Math.max(0.4, smaller / 110)).toFixed(2));
  });
}
new ResizeObserver(reach).observe(scene);
reach();

// ---- What is pointed at
function point(index) {
  all(".story-lit").forEach((part) => part.classList.remove("story-lit"));
  tag.hidden = index === null || !outlines[index];
  if (index === null) return;
  items[index].classList.add("story-lit");
  if (!outlines[index]) return;
  outlines[index].classList.add("story-lit");
  const [x0, y0, x1] = numbers(outlines[index], "box");
  tag.textContent = items[index].dataset.name;
  const room = scene.clientWidth, half = tag.offsetWidth / 2 + 6;   // its name may be long, and stays on the picture
  tag.style.left = `${(100 * Math.min(room - half, Math.max(half, (room * (x0 + x1)) / 2 / width))) / room}%`;
  tag.style.top = `max(${tag.offsetHeight + 6}px, ${(100 * y0) / height - 1.5}%)`;
}

// ---- What is heard
function touch(index) {
  hush();
  const item = items[index], audio = item.querySelector("audio");
  one(".story-name").textContent = item.dataset.name;
  one(".story-told").textContent = item.querySelector(".story-words")?.textContent ?? "";
  one(".story-trouble").textContent = audio ? "" : root.dataset.silent;
  light(index);
  if (!audio) return;
  document.querySelectorAll(".story-player audio, .story-sounding audio").forEach((other) => other.pause());
  sounding = audio;
  audio.currentTime = 0;
  audio.play().catch((error) => {
    if (error.name === "AbortError" || sounding !== audio) return; // another thing was touched before this one began
    hush();
    one(".story-trouble").textContent = root.dataset.cannot;
  });
  stop.disabled = false;
  follow(audio);
}
function light(index) {
  items[index].classList.add("story-on");
  if (!outlines[index]) return;
  outlines[index].classList.add("story-on");
  const line = outlines[index].querySelector("path").getAttribute("d");
  veil.setAttribute("d", `M0 0h${width}v${height}h${-width}z${line}`);
  veil.classList.toggle("story-drawn", drawn.length > 1);
}
function hush() {
  sounding?.pause();
  sounding = null;
  stop.disabled = true;
  all(".story-on").forEach((part) => part.classList.remove("story-on"));
  veil.classList.remove("story-drawn");
  root.style.setProperty("--at", 0);
}
function follow(audio) {
  if (sounding !== audio || !audio.isConnected) return;
  root.style.setProperty("--at", audio.duration ? audio.currentTime / audio.duration : 0);
  requestAnimationFrame(() => follow(audio));
}
all("audio").forEach((audio) => {
  audio.addEventListener("ended", () => { if (audio === sounding) hush(); });
  // Another player began. The event comes late: by then this one may be playing again.
  audio.addEventListener("pause", () => { if (audio === sounding && audio.paused && !audio.ended) hush(); });
});
stop.addEventListener("click", hush);

// ---- Hands
const focused = () => indexOf(document.activeElement?.matches(":focus-visible") && root.contains(document.activeElement) && document.activeElement);
// On the scene, not on the svg: Chromium lets an svg that listens for the focus take it.
[scene, one(".story-list")].forEach((place) => {
  place.addEventListener("pointerover", (event) => point(indexOf(event.target)));
  place.addEventListener("pointerleave", () => point(focused()));
  place.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) point(indexOf(event.target)); });
  place.addEventListener("focusout", () => point(null));
  place.addEventListener("click", (event) => { const index = indexOf(event.target); if (index !== null) touch(index); });
});
scene.addEventListener("keydown", (event) => {
  const index = indexOf(event.target);
  if (index === null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") touch(index);
  else if (event.key.startsWith("Arrow")) go(neighbour(index, event.key));
  else return;
  event.preventDefault();
  event.stopPropagation(); // a notebook has its own use for these keys
});
root.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !sounding) return;
  hush();
  event.stopPropagation();
});
function go(outline) {
  if (!outline) return;
  drawn.forEach((other) => other.setAttribute("tabindex", other === outline ? "0" : "-1"));
  outline.focus({ preventScroll: true });
}
function neighbour(index, key) { // the nearest thing in the direction of the arrow
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const [x, y] = numbers(outlines[index], "centre");
  let nearest = null, least = Infinity;
  for (const other of drawn) {
    const [a, b] = numbers(other, "centre"), along = (a - x) * dx + (b - y) * dy;
    const far = along + 2 * (Math.abs((a - x) * dy) + Math.abs((b - y) * dx));
    if (along > 0 && far < least) { least = far; nearest = other; }
  }
  return nearest;
}
root.classList.add("story-alive");
