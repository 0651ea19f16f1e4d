() => {
  // What Gradio has no component for: taps on the picture, buttons in a gallery, the clipboard. They tell the server
  // through a hidden field, as if it had been typed.
  if (window.storyPupils) return;
  window.storyPupils = true;
  let count = 0;

  const tell = (message) => {
    const box = document.querySelector("#pupil-wire textarea, #pupil-wire input");
    if (!box) return;
    const kind = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    const text = JSON.stringify({ ...message, count: ++count });
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const leavesOut = () => !!document.querySelector("#pupil-not input:checked");

  const tap = (place, share) => {
    const [width, height] = [Number(place.dataset.width), Number(place.dataset.height)];
    const x = Math.min(width - 0.01, Math.max(0, share[0] * width));
    const y = Math.min(height - 0.01, Math.max(0, share[1] * height));
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const given = { cx: x, cy: y, r: Math.max(width, height) / 60, class: leavesOut() ? "not" : "keep" };
    Object.entries(given).forEach(([name, value]) => dot.setAttribute(name, value));
    place.querySelector("svg").append(dot); // at once; the server's own dots take its place
    tell({ do: "tap", picture: place.dataset.tap, x: Math.round(x * 100) / 100, y: Math.round(y * 100) / 100 });
  };

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-tap]");
    if (place) {
      const frame = place.querySelector("img").getBoundingClientRect();
      return tap(place, [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height]);
    }
    const button = event.target.closest("[data-do]");
    if (button) return tell({ ...button.dataset });
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const field = document.querySelector(`${copy.dataset.copy} textarea`);
      const words = copy.textContent;
      const done = () => {
        copy.textContent = copy.dataset.copied;
        setTimeout(() => (copy.textContent = words), 1600);
      };
      const old = () => { // where the page has no safe address
        field.select();
        document.execCommand("copy") && done();
      };
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, old);
      else old();
    }
    if (event.target.closest("[data-larger]")) {
      document.documentElement.classList.toggle("pupil-larger");
      follow();
    }
    const step = event.target.closest(".pupil-steps a");
    if (step) {
      event.preventDefault();
      document.querySelector(step.getAttribute("href"))?.closest(".pupil-card")?.scrollIntoView({ behavior: "smooth" });
    }
  });

  // The keyboard's way to tap: arrows move a cross over the picture, Enter taps.
  let at = [0.5, 0.5];
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest?.("[data-tap]");
    if (!place || event.target !== place) return;
    const far = event.shiftKey ? 0.1 : 0.02;
    const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    if (moves[event.key]) {
      at = at.map((value, axis) => Math.min(1, Math.max(0, value + moves[event.key][axis])));
      cross(place);
    } else if (event.key === "Enter" || event.key === " ") tap(place, at);
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => event.target.matches?.("[data-tap]:focus-visible") && cross(event.target));

  const cross = (place) => {
    let mark = place.querySelector(".pupil-cross");
    if (!mark) {
      mark = document.createElement("i");
      mark.className = "pupil-cross";
      place.append(mark);
    }
    mark.style.left = `${at[0] * 100}%`;
    mark.style.top = `${at[1] * 100}%`;
  };

  // What a new piece of HTML does not know: which language the page speaks, and where the larger picture was moved to.
  let moved = [0, 0];
  const follow = () => {
    const root = document.documentElement;
    const shown = document.querySelector(".pupil-top[lang]");
    if (shown && root.lang !== shown.lang) root.lang = shown.lang;
    const larger = document.querySelector("[data-larger]");
    const pressed = String(root.classList.contains("pupil-larger"));
    if (larger && larger.getAttribute("aria-pressed") !== pressed) larger.setAttribute("aria-pressed", pressed);
    const pane = document.querySelector(".pupil-window");
    if (pane && !pane.storyKnown) {
      pane.storyKnown = true;
      [pane.scrollLeft, pane.scrollTop] = moved;
      pane.addEventListener("scroll", () => (moved = [pane.scrollLeft, pane.scrollTop]), { passive: true });
    }
  };
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  follow();
}
