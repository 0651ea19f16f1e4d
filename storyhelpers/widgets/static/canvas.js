// A picture to mark. The list of marks is the only state; Python answers with a mask and a sentence.
const element = (tag, properties = {}, attributes = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function show(img, bytes) {
  const before = img.src;
  img.hidden = !bytes || !bytes.byteLength;
  if (!img.hidden) img.src = URL.createObjectURL(new Blob([bytes]));
  if (before.startsWith("blob:")) URL.revokeObjectURL(before);
}

function render({ model, el }) {
  let keeping = true, drag = null, aim = null, suggested = model.get("suggested");
  const before = [];   // the marks as they were, for Undo
  const undo = () => change(before.length ? before.pop() : list().slice(0, -1));
  const picture = element("img", { draggable: false }, { alt: "" });
  const mask = element("img", { draggable: false, className: "story-mask", hidden: true }, { alt: "" });
  const marks = element("div", { className: "story-marks" });
  const stage = element("div", { className: "story-stage", tabIndex: 0 },
    { role: "application", "aria-roledescription": "picture to click" }, picture, mask, marks);
  const words = element("span", {}, { role: "status" });
  const button = (text, onclick) => element("button", { type: "button", textContent: text, onclick });
  const yes = button("＋ this", () => { keeping = true; draw(); });
  const no = button("－ not this", () => { keeping = false; draw(); });
  const tools = element("div", { className: "story-tools" }, { role: "toolbar", "aria-label": "Marking tools" }, yes, no,
    button("Undo", undo), button("Clear", () => set([])),
    button("Keep it, mark the next", () => { before.length = 0; model.set("kept", model.get("kept") + 1); model.save_changes(); }), words);
  // JupyterLab's one-key shortcuts (D D deletes a cell) must not see what is typed here
  const root = element("div", { className: "story-canvas" }, { "data-lm-suppress-shortcuts": "true" }, stage, tools);

  const list = () => model.get("marks");
  const set = (next) => { before.push(list()); change(next); };
  const change = (next) => { suggested = false; model.set("marks", next); model.save_changes(); };
  const inside = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
  const pixel = (event) => {   // screen to picture pixels, at any scale and device-pixel ratio
    const [width, height] = model.get("size"), frame = picture.getBoundingClientRect();
    return [inside((event.clientX - frame.left) / frame.width * width, width),
            inside((event.clientY - frame.top) / frame.height * height, height)];
  };
  // marks that nobody made give way to the person's first own mark
  const add = ([x, y], keep) => set([...(suggested && keep ? [] : list()), { x, y, keep }]);
  const corners = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1];

  stage.onpointerdown = (event) => {
    if (event.button !== 0 && event.button !== 2) return;
    event.preventDefault(); event.stopPropagation();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    aim = null;
    drag = { from: pixel(event), x: event.clientX, y: event.clientY, box: null,
             keep: keeping && event.button === 0 && !event.shiftKey };
  };
  stage.onpointermove = (event) => {
    if (!drag) return;
    if (drag.box || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 6) {
      drag.box = corners(drag.from, pixel(event)); draw();
    }
  };
  stage.onpointerup = () => {
    const done = drag; drag = null;
    if (!done) return;
    if (done.box) set([...(suggested ? [] : list().filter((mark) => !mark.box)), { box: done.box }]); else add(done.from, done.keep);
  };
  stage.onpointercancel = () => { drag = null; draw(); };   // the browser took the touch, to scroll the page
  stage.oncontextmenu = (event) => { event.preventDefault(); event.stopPropagation(); };
  stage.onkeydown = (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const [width, height] = model.get("size"), move = moves[event.key], press = event.key === "Enter" || event.key === " ";
    if (event.key === "Tab") return;
    event.stopPropagation();
    if (!move && !press && event.key !== "Backspace" && event.key !== "Delete") return;
    event.preventDefault();
    if (move || press) aim = aim || [width >> 1, height >> 1];
    if (move) {
      const far = event.shiftKey ? 1 : Math.max(1, Math.round(width / 64));
      aim = [inside(aim[0] + move[0] * far, width), inside(aim[1] + move[1] * far, height)];
      draw();
    } else if (press) add(aim, keeping && !event.shiftKey);
    else if (event.key === "Delete") set([]); else undo();
  };

  function draw() {
    const [width, height] = model.get("size");
    const share = (value, whole) => `${value / whole * 100}%`;
    const spot = (name, [x, y]) => element("i", { className: name }, { style: `left:${share(x + .5, width)};top:${share(y + .5, height)}` });
    const frame = ([a, b, c, d]) => element("i", { className: "box" }, { style:
      `left:${share(a, width)};top:${share(b, height)};width:${share(c - a, width)};height:${share(d - b, height)}` });
    marks.replaceChildren(...list().map((mark) => mark.box ? frame(mark.box) : spot(mark.keep ? "yes" : "no", [mark.x, mark.y])),
      ...(drag && drag.box ? [frame(drag.box)] : []), ...(aim ? [spot("aim", aim)] : []));
    yes.setAttribute("aria-pressed", String(keeping));
    no.setAttribute("aria-pressed", String(!keeping));
    stage.setAttribute("aria-label", `${model.get("label")}. Arrow keys move, Enter marks, Shift and Enter says not this, Backspace undoes.`);
    stage.setAttribute("aria-busy", String(model.get("busy")));
    words.textContent = model.get("busy") ? "cutting out …" : model.get("words") ||
      (list().length ? "" : "Click a thing. Shift or right click says “not this”; drag a box around it.");
  }
  const paint = { image: () => show(picture, model.get("image")), mask: () => show(mask, model.get("mask")) };
  for (const [name, act] of Object.entries(paint)) { model.on(`change:${name}`, act); act(); }
  const watched = "change:marks change:busy change:words change:label change:size";
  model.on(watched, draw);
  draw();
  el.append(root);
  return () => {
    for (const [name, act] of Object.entries(paint)) model.off(`change:${name}`, act);
    model.off(watched, draw);
  };
}
export default { render };
