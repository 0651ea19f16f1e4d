// ---- Reading aloud: one voice, and the word that is heard is lit
const reader = at("reader"), slider = at("place");
const HELD = 0.3; // seconds that a word stays lit in the pause behind it
const END_OF_PAGE = 1100; // milliseconds from the last word to the turning of the page
const LOOK = { least: 4000, word: 400, letter: 70 }; // milliseconds for a page that nobody reads aloud
let tongue = 0; // which of a page's texts is read, where that page has it
let speed = 1;
let auto = false; // the pages are turned by the reading
let state = "idle"; // or "playing", "paused", "resting": a timer runs until the page turns
let rest = 0; // that timer
let held = ""; // whose voice the reader holds: "page-tongue"
let following = true; // the screen goes along with the light, until somebody scrolls
const calm = matchMedia("(prefers-reduced-motion: reduce)");
voices.push(reader);
reader.preservesPitch = true;

const readings = () => story.pages[page].readings;
const tongueHere = () => (readings()[tongue] ? tongue : readings().findIndex(Boolean)); // −1 where nobody reads
const reading = () => readings()[tongueHere()] ?? null;
const textOf = (t) => at(`text-${page}-${t}`);
const wordsOf = (t) => [...(textOf(t)?.querySelectorAll(".w") ?? [])];
const anybodyReads = story.pages.some((one) => one.readings.some(Boolean));

function takeUp() { // gives the reader the voice of the open page
  const voice = `${page}-${tongueHere()}`;
  if (held !== voice) reader.src = at(`reading-${voice}`).getAttribute("src");
  held = voice;
  reader.defaultPlaybackRate = reader.playbackRate = speed;
}
function readFrom(seconds) {
  hush();
  clearTimeout(rest);
  trouble(reader.muted ? "sound_off" : "");
  takeUp();
  reader.currentTime = seconds;
  goOnReading();
}
function goOnReading() {
  hush();
  [state, following] = ["playing", true];
  reader.play().catch((error) => { if (error.name !== "AbortError") { pauseReading(); trouble("cannot_play"); } });
  showReading();
  shine();
}
function pauseReading() {
  clearTimeout(rest);
  reader.pause();
  state = state === "playing" ? "paused" : state === "resting" ? "idle" : state;
  showReading();
}
function endReading() { // the page is left, or another text is chosen
  clearTimeout(rest);
  reader.pause();
  state = "idle";
  darken();
}
function begin() {
  if (reading()) readFrom(0);
  else if (auto) turnSoon(timeToLook());
  showReading();
}
function turnSoon(wait) {
  state = "resting";
  rest = setTimeout(() => { state = "idle"; goTo(place + 1); if (isPage()) begin(); }, wait);
}
function timeToLook() {
  const text = textOf(0)?.textContent.trim() ?? "";
  const spaced = text.split(/\s+/).length;
  return Math.max(LOOK.least, text.length > 12 * spaced ? LOOK.letter * text.length : LOOK.word * spaced);
}
reader.addEventListener("ended", () => {
  state = "idle";
  darken();
  if (auto) turnSoon(END_OF_PAGE);
  showReading();
});
player.addEventListener("play", pauseReading); // one sound at a time

// ---- The light
function nowAt() { // the word that is heard, −1 for none
  const { words } = reading(), now = reader.currentTime;
  let low = 0, high = words.length; // how many words have begun
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle][0] <= now) low = middle + 1;
    else high = middle;
  }
  return low && now < words[low - 1][1] + HELD ? low - 1 : -1;
}
function mark() {
  const t = tongueHere(), { words } = reading();
  if (!words.length) { textOf(t)?.classList.add("heard"); slider.value = Math.floor(reader.currentTime); return; }
  const index = nowAt(), spans = wordsOf(t);
  if (index < 0 ? !document.querySelector(".said") : spans[index].classList.contains("said")) return;
  spans.forEach((word, n) => word.classList.toggle("said", n === index));
  if (index < 0) return;
  slider.value = index;
  tellPlace();
  const { top, bottom } = spans[index].getBoundingClientRect();
  const hidden = top < 0 || bottom > innerHeight - 90;
  if (hidden && following && state === "playing") spans[index].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}
["wheel", "touchmove"].forEach((kind) => addEventListener(kind, () => { following = false; }, { passive: true }));
function shine() {
  if (!reading() || state === "idle") return;
  mark();
  if (state === "playing") requestAnimationFrame(shine);
}
function darken() {
  document.querySelectorAll(".said").forEach((word) => word.classList.remove("said"));
  document.querySelectorAll(".heard").forEach((text) => text.classList.remove("heard"));
  slider.value = 0;
}
function tellPlace() { // for those who move the slider without seeing the light
  const words = wordsOf(tongueHere()), number = Number(slider.value);
  const text = words.length ? say("place_word", { word: words[number].textContent, number: number + 1, count: words.length })
    : say("place_time", { number, count: slider.max });
  slider.setAttribute("aria-valuetext", text);
}
function seek(seconds) {
  takeUp();
  clearTimeout(rest);
  reader.currentTime = seconds;
  if (state !== "playing") state = "paused";
  showReading();
  mark();
}
slider.addEventListener("input", () => {
  const { words } = reading(), number = Number(slider.value);
  seek(words.length ? words[number][0] : number);
  slider.value = number;
});
pages.forEach((section) => section.addEventListener("click", (event) => {
  const word = event.target.closest(".w");
  if (!word || finding) return;
  const t = Number(word.closest(".text").dataset.tongue);
  if (t !== tongueHere()) { endReading(); tongue = t; }
  readFrom(readings()[t].words[wordsOf(t).indexOf(word)][0]);
}));

// ---- What can be pressed
function showReading() {
  const voice = isPage() && !finding, can = voice && (reading() || auto);
  const key = state === "playing" || state === "resting" ? "pause" : state === "paused" ? "read_on" : "read_to_me";
  at("read").hidden = !voice || !anybodyReads;
  at("read").disabled = !can;
  at("read-label").textContent = say(key);
  at("read-icon").setAttribute("href", key === "pause" ? "#i-pause" : "#i-play");
  at("voice-box").hidden = !voice || !anybodyReads;
  at("auto").setAttribute("aria-pressed", auto);
  if (!voice) return;
  const count = reading()?.words.length ?? 0;
  at("not-read").hidden = Boolean(reading());
  slider.parentElement.hidden = !reading();
  slider.max = count ? count - 1 : Math.max(1, Math.floor(reading()?.seconds ?? 1));
  at("word-hint").hidden = !count;
  if (reading()) tellPlace();
  document.querySelectorAll("[data-speed]").forEach((b) => b.setAttribute("aria-pressed", Number(b.dataset.speed) === speed));
  document.querySelectorAll(".choose").forEach((b) => {
    b.setAttribute("aria-pressed", Number(b.dataset.tongue) === tongueHere());
    b.disabled = !readings()[b.dataset.tongue];
  });
}
at("read").addEventListener("click", () => {
  if (state === "playing" || state === "resting") pauseReading();
  else if (state === "paused") goOnReading();
  else begin();
});
document.querySelectorAll("[data-speed]").forEach((button) => button.addEventListener("click", () => {
  speed = Number(button.dataset.speed);
  reader.defaultPlaybackRate = reader.playbackRate = speed;
  showReading();
}));
document.querySelectorAll(".choose").forEach((button) => {
  try { // the language's own name for itself, where the browser knows it and we do not
    const known = new Intl.DisplayNames([button.lang], { type: "language" }).of(button.lang);
    if (button.textContent === button.lang) button.textContent = known;
  } catch { /* no such language: its tag stays */ }
  button.addEventListener("click", () => {
    const on = state === "playing";
    endReading();
    tongue = Number(button.dataset.tongue);
    if (on) begin();
    showReading();
  });
});
at("auto").addEventListener("click", () => {
  auto = !auto;
  if (state === "resting") pauseReading();
  showReading();
});
