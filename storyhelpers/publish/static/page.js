// The sounding page: one player, and two ways to use it. Listening: touch a thing, hear it. Seeking: hear or read, find it.
(() => {
  "use strict";
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

  // ---- The player: one sound at a time
  function play(source, seconds, index = null) {
    hush();
    last = { source, seconds, index };
    if (player.getAttribute("src") !== source) player.src = source;
    player.currentTime = 0;
    trouble(player.muted || player.volume === 0 ? "sound_off" : "");
    player.play().catch((error) => { if (error.name !== "AbortError") { hush(); trouble("cannot_play"); } });
    at("stop").disabled = at("replay").disabled = false;
    if (index !== null && !finding) light(index);
    follow();
  }
  function playThing(index) {
    play(at(`sound-${page}-${index}`).getAttribute("src"), things()[index].seconds, index);
  }
  function hush() {
    player.pause();
    at("stop").disabled = true;
    document.querySelectorAll(".on").forEach((part) => part.classList.remove("on"));
    showTime(0, 0);
  }
  function light(index) {
    itemOf(index).classList.add("on");
    if (!outlineOf(index)) return;
    outlineOf(index).classList.add("on");
    const { size: [w, h], things: all } = story.pages[page];
    const veil = frame().querySelector(".veil");
    veil.setAttribute("d", `M0 0h${w}v${h}h${-w}z${at(`line-${page}-${index}`).getAttribute("d")}`);
    veil.classList.toggle("on", all.length > 1);
  }
  function follow() {
    if (player.paused) return;
    const length = Number.isFinite(player.duration) ? player.duration : last.seconds;
    showTime(player.currentTime, length);
    requestAnimationFrame(follow);
  }
  function showTime(now, length) {
    at("progress").value = length ? Math.min(1, now / length) : 0;
    const written = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
    at("time").textContent = length ? `${written(now)} / ${written(Math.round(length))}` : "";
  }
  function trouble(key) {
    at("trouble").hidden = !key;
    at("trouble").textContent = key ? say(key) : "";
  }
  function setLoudness() {
    player.volume = volume.value / 100;
    player.muted = at("mute").getAttribute("aria-pressed") === "true" || player.volume === 0;
    if (!player.muted && at("trouble").textContent === say("sound_off")) trouble("");
  }
  player.addEventListener("ended", hush);
  volume.addEventListener("input", () => { at("mute").setAttribute("aria-pressed", volume.value === "0"); setLoudness(); });
  at("mute").addEventListener("click", () => {
    const mute = at("mute").getAttribute("aria-pressed") !== "true";
    at("mute").setAttribute("aria-pressed", mute);
    if (!mute && volume.value === "0") volume.value = 50;
    setLoudness();
  });
  at("replay").addEventListener("click", () => { if (last) play(last.source, last.seconds, last.index); });
  at("stop").addEventListener("click", hush);

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
    section.querySelector(".read")?.addEventListener("click", () => {
      const reading = section.querySelector(".reading");
      play(reading.getAttribute("src"), Number(reading.dataset.seconds));
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

  // ---- Which page, which mode
  function open(number, mode = finding) {
    hush();
    clearPicture();
    point(null);
    [page, finding] = [number, mode];
    root.classList.toggle("finding", finding);
    pages.forEach((section, n) => { section.hidden = n !== page; });
    pages[page].querySelector(".slot").prepend(panel);
    pages[page].querySelector(".scene").append(document.querySelector(".turn"));
    document.querySelectorAll(".mode").forEach((b) => b.setAttribute("aria-pressed", (b.dataset.mode === "find") === finding));
    at("says").hidden = finding;
    at("game").hidden = !finding;
    document.querySelectorAll(".list").forEach((list) => { list.hidden = finding; });
    document.querySelectorAll(".things").forEach((group) => group.setAttribute("aria-hidden", finding));
    document.querySelectorAll(".thing").forEach((g) => (finding ? g.removeAttribute("tabindex") : g.setAttribute("tabindex", 0)));
    document.querySelector(".skip").href = finding ? "#game" : `#list-${page}`;
    at("previous").disabled = page === 0;
    at("next").disabled = page === pages.length - 1;
    at("where-we-are").textContent = say("page_of", { number: page + 1, count: pages.length });
    reach();
    if (finding) startGame(game?.way ?? "name");
    else welcome();
    showMarks();
  }
  document.querySelectorAll(".mode").forEach((button) => button.addEventListener("click", () => open(page, button.dataset.mode === "find")));
  at("previous").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));
  function turn(step) {
    open(page + step);
    pages[page].scrollIntoView({ block: "start" });
    const wanted = at(step < 0 ? "previous" : "next");
    (wanted.disabled ? at(step < 0 ? "next" : "previous") : wanted).focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

  document.querySelector(".turn").hidden = pages.length < 2;
  setLoudness();
  open(0, false);
  [...things().keys()].filter((i) => outlineOf(i) && !things()[i].hidden).slice(0, 2).forEach((i) => outlineOf(i).classList.add("wink"));
  root.dataset.ready = Math.round(performance.now());
})();
