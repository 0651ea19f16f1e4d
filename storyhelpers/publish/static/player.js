// ---- The player: one sound at a time
const voices = [player]; // what the volume is for
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
  voices.forEach((voice) => {
    voice.volume = volume.value / 100;
    voice.muted = at("mute").getAttribute("aria-pressed") === "true" || voice.volume === 0;
  });
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
