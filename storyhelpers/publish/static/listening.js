// ---- Listening
function touch(index) {
  const thing = things()[index];
  tell(thing.name, thing.words, story.language);
  if (thing.seconds) playThing(index);
  else { hush(); last = null; at("replay").disabled = true; light(index); trouble("no_sound"); }
}
function tell(name, words, language) {
  Object.assign(at("name"), { textContent: name, lang: language });
  Object.assign(at("words"), { textContent: words, lang: language });
  trouble("");
}
function welcome() {
  last = null;
  at("replay").disabled = true;
  tell(say("start_here"), say(things().length ? "start_words" : "start_words_none"), document.body.lang);
  if (!things().length) at("name").textContent = say("picture");
}
function point(index) { // the pointer or the focus is on a thing, in the picture or in the list
  document.querySelectorAll(".lit").forEach((part) => part.classList.remove("lit"));
  document.querySelectorAll(".tag").forEach((tag) => tag.remove());
  if (index === null || finding) return;
  itemOf(index).classList.add("lit");
  if (!outlineOf(index)) return;
  outlineOf(index).classList.add("lit");
  const { size: [w, h] } = story.pages[page], [x0, y0, x1] = things()[index].box;
  const tag = document.createElement("span");
  Object.assign(tag, { className: "tag", textContent: things()[index].name, lang: story.language, dir: "auto", ariaHidden: "true" });
  frame().append(tag);
  const room = frame().clientWidth, half = tag.offsetWidth / 2 + 6; // its name may be long, and stays on the picture
  tag.style.left = `${(100 * Math.min(room - half, Math.max(half, (room * (x0 + x1)) / 2 / w))) / room}%`;
  tag.style.top = `max(${tag.offsetHeight + 6}px, ${(100 * y0) / h - 1.5}%)`;
}
const indexOf = (element) => { const part = element?.closest?.("[data-thing]"); return part ? Number(part.dataset.thing) : null; };
pages.forEach((section) => {
  // On the frame, not on the svg: Chromium lets an svg that listens for the focus take it.
  const drawing = section.querySelector(".frame"), list = section.querySelector(".list");
  [drawing, list].forEach((place) => {
    place.addEventListener("pointerover", (event) => point(indexOf(event.target)));
    place.addEventListener("pointerleave", () => point(indexOf(document.activeElement?.matches(":focus-visible") && document.activeElement)));
    place.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) point(indexOf(event.target)); });
    place.addEventListener("focusout", () => point(null));
    place.addEventListener("click", (event) => {
      const index = indexOf(event.target);
      if (finding) guess(index);
      else if (index !== null) touch(index);
    });
  });
  drawing.addEventListener("keydown", (event) => {
    const index = indexOf(event.target);
    if (index === null || finding) return;
    if (event.key === "Enter" || event.key === " ") touch(index);
    else if (event.key.startsWith("Arrow")) neighbour(index, event.key)?.focus();
    else return;
    event.preventDefault();
  });
});
function neighbour(index, key) { // the nearest thing in the direction of an arrow key
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const [x, y] = things()[index].centre;
  let nearest = null, least = Infinity;
  things().forEach((thing, i) => {
    if (i === index || !outlineOf(i)) return;
    const along = (thing.centre[0] - x) * dx + (thing.centre[1] - y) * dy;
    const aside = Math.abs((thing.centre[0] - x) * dy) + Math.abs((thing.centre[1] - y) * dx);
    if (along > 0 && along + 2 * aside < least) { least = along + 2 * aside; nearest = outlineOf(i); }
  });
  return nearest;
}
function reach() { // tiny things get a wide invisible rim (44 px for a finger, 24 px for a mouse) and a finer line
  const wanted = matchMedia("(pointer: coarse)").matches ? 44 : 24;
  const scale = frame().clientWidth / story.pages[page].size[0];
  things().forEach(({ box: [x0, y0, x1, y1] }, index) => {
    const smaller = Math.min(x1 - x0, y1 - y0) * scale;
    const outline = outlineOf(index);
    if (!outline) return;
    outline.querySelector(".hit").style.strokeWidth = `${Math.max(6, wanted - smaller)}px`;
    outline.style.setProperty("--pen", Math.min(1, Math.max(0.4, smaller / 110)).toFixed(2));
  });
}
addEventListener("resize", reach);
