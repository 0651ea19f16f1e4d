// Lays the two pictures of each pair over one another, with a line between them that is pushed. Runs as the body of a
// function of `root`, once for every view. Without it the two stand side by side, as they do in print.
if (root.classList.contains("story-alive")) return;
const pairs = [...root.querySelectorAll(".story-pair")];
pairs.forEach((pair) => {
  const stage = pair.querySelector(".story-two"), slider = pair.querySelector("input");
  const [one, other] = [...pair.querySelectorAll("figcaption")].map((name) => name.textContent);
  function show() {
    stage.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${one} ${Math.round(slider.value)} %, ${other} ${100 - Math.round(slider.value)} %`);
  }
  function follow(event) {
    const frame = stage.getBoundingClientRect();
    slider.value = (100 * (event.clientX - frame.left)) / frame.width;
    show();
  }
  // The whole picture is the handle: a finger need not find the line. Up and down still scrolls the page.
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    slider.focus({ preventScroll: true });
    follow(event);
  });
  stage.addEventListener("pointermove", (event) => { if (stage.hasPointerCapture(event.pointerId)) follow(event); });
  slider.addEventListener("input", show);
  slider.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
    event.stopPropagation(); // a notebook has its own use for these keys
    const by = { ArrowLeft: -4, ArrowDown: -4, ArrowRight: 4, ArrowUp: 4, PageDown: -20, PageUp: 20 }[event.key];
    if (!by) return;
    event.preventDefault(); // by the slider's own step, which is fine for a finger, it would take all day
    slider.value = Number(slider.value) + by;
    show();
  });
  show();
});
const turn = root.querySelector(".story-turn");
if (turn) {
  const [back, on] = turn.querySelectorAll("button"), where = turn.querySelector("span");
  let now = 0;
  function go(to) {
    now = to;
    pairs.forEach((pair, index) => { pair.hidden = index !== now; });
    back.disabled = now === 0;
    on.disabled = now === pairs.length - 1;
    where.textContent = turn.dataset.where.replace("{number}", now + 1).replace("{all}", pairs.length);
  }
  back.addEventListener("click", () => { go(now - 1); if (back.disabled) on.focus(); });
  on.addEventListener("click", () => { go(now + 1); if (on.disabled) back.focus(); });
  go(0);
}
root.classList.add("story-alive");
