// ---- The sounding page: its pages with their pictures, one open at a time
function open(number, mode = finding) {
  pages.forEach((section, n) => { section.hidden = n !== number; });
  pages[number].querySelector(".scene").append(document.querySelector(".turn"));
  enter(number, mode, (section) => section.querySelector(".slot"));
  at("previous").disabled = page === 0;
  at("next").disabled = page === pages.length - 1;
  at("where-we-are").textContent = say("page_of", { number: page + 1, count: pages.length });
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
pages.forEach((section) => {
  section.querySelector(".read")?.addEventListener("click", () => {
    const reading = section.querySelector(".reading");
    play(reading.getAttribute("src"), Number(reading.dataset.seconds));
  });
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

document.querySelector(".turn").hidden = pages.length < 2;
setLoudness();
open(0, false);
winkOnce();
root.dataset.ready = Math.round(performance.now());
