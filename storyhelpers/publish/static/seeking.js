// ---- Seeking
const MOST_ROUNDS = 6;
let game = null;
const sameName = (a, b) => things()[a].kind.toLocaleLowerCase() === things()[b].kind.toLocaleLowerCase();
function findable(way) { // what can be told from all others; where there is no such thing, one of each
  const all = [...things().keys()].filter((i) => outlineOf(i) && (way === "name" || things()[i].seconds));
  const alone = all.filter((i) => (way === "name" ? all.every((j) => i === j || !sameName(i, j)) : !things()[i].like_another));
  return alone.length ? alone : all.filter((i, n) => all.findIndex((j) => sameName(i, j)) === n);
}
function startGame(way) {
  clearPicture();
  hush();
  const silent = !findable("sound").length;
  if (silent) way = "name";
  at("no-sounds").hidden = !silent;
  panel.querySelectorAll(".way").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.way === way);
    button.disabled = silent && button.dataset.way === "sound";
  });
  const mixed = shuffled(findable(way)), well = mixed.filter((i) => things()[i].hidden).slice(0, 1); // the well-hidden one comes last
  const rounds = [...mixed.filter((i) => !well.includes(i)).slice(0, MOST_ROUNDS - well.length), ...well];
  game = { way, rounds, round: 0, stars: 0, found: 0, open: false };
  numberPlaces();
  if (game.rounds.length) ask();
  else { question(say("nothing_to_find")); answer(""); moves(); at("round").textContent = ""; at("tally").replaceChildren(); }
  at("places").hidden = !game.rounds.length;
  showMarks();
}
function ask() {
  clearPicture();
  hush();
  last = null;
  at("replay").disabled = true;
  Object.assign(game, { target: game.rounds[game.round], misses: 0, open: true });
  at("round").textContent = say("round", { number: game.round + 1, count: game.rounds.length });
  tally();
  question(game.way === "name" ? say("find_name", { name: things()[game.target].kind }) : say("find_sound"));
  answer("");
  moves("show-me");
  if (game.way === "sound") {
    playThing(game.target);
    if (player.muted) answer(say("sound_off"));
  }
}
function guess(index) {
  if (!game?.open) return;
  if (index !== null && (index === game.target || sameName(index, game.target))) return found(index);
  game.misses += 1;
  let kind = index === null ? oneOf(story.words.miss_scenery) : fill(oneOf(story.words.miss_thing), things()[index]);
  if (index !== null) flash(index);
  if (game.misses >= 3) kind += ` ${hint()}`;
  answer(kind);
}
function found(index) {
  const stars = game.misses === 0 ? 3 : game.misses < 3 ? 2 : 1;
  game.stars += stars;
  game.found += 1;
  close(index, fill(oneOf(story.words.found), things()[index]), true);
}
function close(index, text, good) { // the round is over: show where it was
  game.open = false;
  clearPicture();
  outlineOf(index).classList.add("found");
  answer(text, good);
  tally();
  showCutout(index);
  if (things()[index].seconds) playThing(index);
  const end = game.round + 1 === game.rounds.length;
  at("go-on").textContent = say(end ? "see_stars" : "next_one");
  moves("go-on");
  at("go-on").focus({ preventScroll: true });
}
function goOn() {
  game.round += 1;
  if (game.round < game.rounds.length) ask();
  else finish();
  at("question").focus({ preventScroll: true });
}
function finish() {
  clearPicture();
  hush();
  const all = game.rounds.length, most = 3 * all, share = game.stars / most;
  const key = game.found === all ? "end_all" : game.found ? "end_some" : "end_try";
  at("round").textContent = "";
  at("tally").replaceChildren();
  question(say(key, { number: game.found, count: all }));
  answer("", true);
  const row = document.createElement("span"), bright = share >= 0.8 ? 3 : share >= 0.45 ? 2 : share > 0 ? 1 : 0;
  row.className = "stars";
  for (let i = 0; i < 3; i++) row.append(icon("i-star", i < bright ? "" : "empty"));
  at("answer").append(row, say("stars", { number: game.stars, count: most }));
  moves("play-again");
  at("places").hidden = true;
  showMarks();
}
function hint() {
  const { size: [w, h] } = story.pages[page], [x, y] = things()[game.target].centre;
  const radius = Math.max(w, h) * (game.misses === 3 ? 0.24 : game.misses === 4 ? 0.17 : 0.12);
  const turn = Math.random() * 2 * Math.PI, off = radius * 0.45 * Math.random();
  frame().querySelector(".hint")?.remove();
  frame().querySelector("svg").append(svgOf("circle", { class: "hint", cx: x + off * Math.cos(turn), cy: y + off * Math.sin(turn), r: radius }));
  return say("hint", { place: placeOf(game.target) });
}
function placeOf(index) {
  const { size: [w, h] } = story.pages[page], [x, y] = things()[index].centre;
  return story.words.where[3 * Math.min(2, Math.floor((3 * y) / h)) + Math.min(2, Math.floor((3 * x) / w))];
}
function numberPlaces() { // for those who cannot point: places with neutral numbers, in no order that tells anything
  const marks = frame().querySelector(".marks");
  const { size: [w, h] } = story.pages[page];
  marks.replaceChildren();
  at("numbers").replaceChildren();
  shuffled([...things().keys()].filter(outlineOf)).forEach((index, n) => {
    const mark = Object.assign(document.createElement("span"), { className: "mark", textContent: n + 1 });
    mark.style.left = `${(100 * things()[index].centre[0]) / w}%`;
    mark.style.top = `${(100 * things()[index].centre[1]) / h}%`;
    marks.append(mark);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: n + 1 });
    button.setAttribute("aria-label", say("place", { number: n + 1, where: placeOf(index) }));
    button.addEventListener("click", () => guess(index));
    ["focus", "pointerenter"].forEach((kind) => button.addEventListener(kind, () => mark.classList.add("lit")));
    ["blur", "pointerleave"].forEach((kind) => button.addEventListener(kind, () => mark.classList.remove("lit")));
    const row = document.createElement("li");
    row.append(button);
    at("numbers").append(row);
  });
}
function showMarks() {
  document.querySelectorAll(".marks").forEach((marks) => { marks.hidden = !(finding && at("places").open && !at("places").hidden); });
}
function flash(index) {
  const met = outlineOf(index);
  met.classList.add("met");
  setTimeout(() => met.classList.remove("met"), 1400);
}
function showCutout(index) { // the thing alone, large, in the panel
  const [x0, y0, x1, y1] = things()[index].box, [w, h] = story.pages[page].size, view = at("cutout"), air = 6;
  const zoom = 360 / Math.max(x1 - x0, y1 - y0), line = new Path2D(at(`line-${page}-${index}`).getAttribute("d"));
  Object.assign(view, { width: (x1 - x0) * zoom + 2 * air, height: (y1 - y0) * zoom + 2 * air, hidden: false });
  const pen = view.getContext("2d");
  pen.setTransform(zoom, 0, 0, zoom, air - x0 * zoom, air - y0 * zoom);
  Object.assign(pen, { lineWidth: 8 / zoom, lineJoin: "round", strokeStyle: "#2fae4c" });
  pen.stroke(line);
  pen.clip(line, "evenodd");
  pen.drawImage(frame().querySelector("img"), 0, 0, w, h);
}
function clearPicture() {
  at("cutout").hidden = true;
  document.querySelectorAll(".found, .met").forEach((part) => part.classList.remove("found", "met"));
  document.querySelectorAll(".hint").forEach((part) => part.remove());
}
function question(text) { at("question").textContent = text; }
function answer(text, good = false) {
  at("answer").textContent = text;
  at("answer").classList.toggle("good", good);
}
function moves(shown) {
  ["show-me", "go-on", "play-again"].forEach((id) => { at(id).hidden = id !== shown; });
}
function tally() {
  at("tally").replaceChildren(icon("i-star"), ` ${game.stars}`);
  at("tally").setAttribute("aria-label", say("stars", { number: game.stars, count: 3 * game.rounds.length }));
}
at("places").addEventListener("toggle", showMarks);
at("show-me").addEventListener("click", () => close(game.target, say("shown", things()[game.target])));
at("go-on").addEventListener("click", goOn);
at("play-again").addEventListener("click", () => { startGame(game.way); at("question").focus({ preventScroll: true }); });
panel.querySelectorAll(".way").forEach((button) => button.addEventListener("click", () => startGame(button.dataset.way)));
