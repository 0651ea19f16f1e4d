// ---- The sounding book: a cover, its pages and an end, one open at a time
const leaves = [at("cover"), ...pages, at("end")], book = at("book"), lists = [...document.querySelectorAll(".list")];
const END = leaves.length - 1;
let place = 0; // which leaf is open
let turning = []; // the animations of a leaf that is being turned
const isPage = () => place > 0 && place < END;
const isSpread = (leaf) => getComputedStyle(leaf).gridTemplateColumns.split(" ").length > 1;
const slotOf = (section) => { // the game stands where the words were; what was touched, below the picture or, on a phone, the words
  const beside = finding || (!isSpread(section) && !section.classList.contains("wordless"));
  return section.querySelector(beside ? ".beside" : ".below");
};

function show(next, mode = finding) {
  place = next;
  leaves.forEach((leaf, n) => { leaf.hidden = n !== place; });
  root.classList.toggle("on-cover", place === 0);
  root.classList.toggle("on-page", isPage());
  document.querySelector(".modes").hidden = !isPage() || !story.pages.some((one) => one.things.length);
  enter(isPage() ? place - 1 : page, isPage() && mode, slotOf);
  lists.forEach((list, n) => { list.hidden = finding || n + 1 !== place || !things().length; });
  if (!isPage()) document.querySelector(".skip").href = `#${leaves[place].id}`;
  at("previous").disabled = place === 0;
  at("next").disabled = place === END;
  at("brief").textContent = `${place} / ${END - 1}`;
  at("where-we-are").textContent = isPage() ? say("page_of", { number: place, count: END - 1 }) : say(place ? "the_end" : "cover");
  document.querySelectorAll(".dot").forEach((dot, n) => (n === place ? dot.setAttribute("aria-current", "page") : dot.removeAttribute("aria-current")));
  showReading();
  [place - 1, place + 1].forEach((near) => leaves[near]?.querySelectorAll("img").forEach((img) => img.decode().catch(() => {})));
}
function goTo(next, focus = null) {
  if (next < 0 || next > END || next === place) return;
  const from = leaves[place], step = next - place, reads = state === "playing" || state === "resting";
  endReading();
  show(next);
  turnLeaf(from, leaves[place], step > 0);
  try { history.replaceState(null, "", `#${leaves[place].id}`); } catch { /* a frame without an address */ }
  if (book.getBoundingClientRect().top < 0) book.scrollIntoView({ block: "start" });
  if (focus?.disabled) at(focus.id === "next" ? "previous" : "next").focus({ preventScroll: true });
  if (reads && auto && isPage()) begin();
}

// ---- How a leaf turns
function turnLeaf(from, to, forward) {
  turning.forEach((move) => move.finish());
  turning = [];
  if (calm.matches || !from.animate) return;
  const [top, under] = forward ? [from, to] : [to, from];
  const halves = (leaf) => [leaf.querySelector(".scene"), leaf.querySelector(".side")];
  Object.assign(from, { hidden: false, inert: true });
  const open = isSpread(from) && isSpread(to);
  [top.style.zIndex, under.style.zIndex] = [2, 1];
  const angle = (degrees) => `perspective(2600px) rotateY(${degrees}deg)`;
  const flat = { transform: angle(0), filter: "brightness(1)" };
  const edge = (degrees) => ({ transform: angle(degrees), filter: "brightness(0.8)" });
  const move = (part, frames, options) => turning.push(part.animate(frames, { fill: "both", ...options }));
  if (open) { // an open book: the right half of one page goes over and becomes the left half of the next
    const [left, right] = [halves(under)[0], halves(top)[1]], half = 300;
    const away = { duration: half, easing: "ease-in" }, back = { duration: half, delay: half, easing: "ease-out" };
    left.style.zIndex = right.style.zIndex = 3;
    move(right, forward ? [flat, edge(-90)] : [edge(-90), flat], forward ? away : back);
    move(left, forward ? [edge(90), flat] : [flat, edge(90)], forward ? back : away);
    [top.style.zIndex, under.style.zIndex] = ["auto", "auto"]; // the halves lie in one heap
    halves(top)[0].style.zIndex = halves(under)[1].style.zIndex = 1;
  } else { // a single leaf swings about its left edge
    const part = top.querySelector(".board") ?? top;
    part.style.transformOrigin = "left center";
    move(part, forward ? [flat, edge(-92)] : [edge(-92), flat], { duration: 430, easing: forward ? "ease-in" : "ease-out" });
  }
  const moves = turning;
  Promise.allSettled(moves.map((one) => one.finished)).then(() => {
    moves.forEach((one) => one.cancel());
    [from, to].forEach((leaf) => [leaf, ...halves(leaf), leaf.querySelector(".board")].forEach((part) => {
      part?.style.removeProperty("z-index");
      part?.style.removeProperty("transform-origin");
    }));
    from.inert = false;
    leaves.forEach((leaf, n) => { leaf.hidden = n !== place; });
    if (turning === moves) turning = [];
  });
}

// ---- By button, key, finger or address
document.querySelectorAll(".mode").forEach((button) => button.addEventListener("click", () => {
  endReading();
  show(place, button.dataset.mode === "find");
}));
at("previous").addEventListener("click", (event) => goTo(place - 1, event.currentTarget));
at("next").addEventListener("click", (event) => goTo(place + 1, event.currentTarget));
at("open-book").addEventListener("click", () => { goTo(1); at("next").focus({ preventScroll: true }); });
at("read-whole")?.addEventListener("click", () => { auto = true; goTo(1); begin(); at("read").focus({ preventScroll: true }); });
at("from-start").addEventListener("click", () => { goTo(0); at("next").focus({ preventScroll: true }); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { hush(); pauseReading(); }
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.("input, audio")) return;
  if (event.key === "ArrowRight") goTo(place + 1);
  if (event.key === "ArrowLeft") goTo(place - 1);
});
let finger = null; // where it came down: {x, y, time, id}
book.addEventListener("pointerdown", (event) => {
  const { clientX: x, clientY: y, timeStamp: time, pointerId: id } = event;
  finger = event.pointerType !== "mouse" && event.isPrimary && !event.target.closest("input, audio") ? { x, y, time, id } : null;
});
book.addEventListener("pointercancel", () => { finger = null; });
addEventListener("pointerup", (event) => {
  if (finger?.id !== event.pointerId) return;
  const across = event.clientX - finger.x, down = event.clientY - finger.y, quick = event.timeStamp - finger.time < 900;
  finger = null;
  if (quick && Math.abs(across) > 48 && Math.abs(across) > 1.6 * Math.abs(down)) goTo(place + (across < 0 ? 1 : -1));
});
addEventListener("resize", () => { if (panel.parentElement !== slotOf(pages[page])) slotOf(pages[page]).prepend(panel); });
const placeInAddress = () => leaves.findIndex((leaf) => `#${leaf.id}` === location.hash);
addEventListener("hashchange", () => { if (placeInAddress() >= 0) goTo(placeInAddress()); });
function layLists(onPaper) { // on the screen they lie below the book, on paper each with its page
  lists.forEach((list, n) => (onPaper ? pages[n] : at("lists")).append(list));
  at("card").open = onPaper;
}
addEventListener("beforeprint", () => layLists(true));
addEventListener("afterprint", () => layLists(false));
layLists(false);

setLoudness();
show(Math.max(0, placeInAddress()), false);
winkOnce();
root.dataset.ready = Math.round(performance.now());
