// ---- A page is opened, to listen or to seek
function enter(number, mode, slotOf) { // slotOf: where on a page the panel stands
  hush();
  clearPicture();
  point(null);
  [page, finding] = [number, mode];
  root.classList.toggle("finding", finding);
  slotOf(pages[page]).prepend(panel);
  document.querySelectorAll(".mode").forEach((b) => b.setAttribute("aria-pressed", (b.dataset.mode === "find") === finding));
  at("says").hidden = finding;
  at("game").hidden = !finding;
  document.querySelectorAll(".list").forEach((list) => { list.hidden = finding; });
  document.querySelectorAll(".things").forEach((group) => group.setAttribute("aria-hidden", finding));
  document.querySelectorAll(".thing").forEach((g) => (finding ? g.removeAttribute("tabindex") : g.setAttribute("tabindex", 0)));
  document.querySelector(".skip").href = finding ? "#game" : `#list-${page}`;
  reach();
  if (finding) startGame(game?.way ?? "name");
  else welcome();
  showMarks();
}
function winkOnce() { // two things of the open page, never the well-hidden one, show that there is something to touch
  const open = [...things().keys()].filter((i) => outlineOf(i) && !things()[i].hidden);
  open.slice(0, 2).forEach((i) => outlineOf(i).classList.add("wink"));
}
