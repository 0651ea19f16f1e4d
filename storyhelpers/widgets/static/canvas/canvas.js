// A picture to mark. What is marked is the only state; Python answers with a mask and a sentence.
const FAR = 6;        // CSS pixels: a pointer that moved more draws a box
const FINGER = 12;    // a finger that moved more did not tap

function render({ model, el }) {
  let tool = "yes", drag = null, aim = null, corner = null, suggested = model.get("suggested"), said = "";
  const history = [];   // what Undo asks for, the last one first to go
  const words = () => model.get("labels");
  const size = () => model.get("size");

  // ---- what there is ----
  const layer = (name) => element("img", { draggable: false, className: name, hidden: true }, { alt: "" });
  const picture = layer("story-picture"), hint = layer("story-hint"), mask = layer("story-mask");
  const places = corners(), marks = element("div", { className: "story-marks" });
  const asked = asking(model, () => draw());
  const hints = hinting(model, asked.me, hint);
  const kept = keptThings(model, asked.ask, (id, name, next) => {
    history.push([{ restore: id }]);
    said = fill(words().removed, { name });
    const to = next();
    asked.ask({ remove: id });
    (to || stage).focus({ preventScroll: true });
  });
  const stage = element("div", { className: "story-stage", tabIndex: 0 }, { role: "application" },
    picture, kept.layer, hint, mask, marks, ...places.probes);
  const status = element("span", {}, { role: "status" });
  const whisper = element("span", { className: "story-whisper" }, { role: "status" });
  const button = (onclick) => element("button", { type: "button", onclick });
  const choose = (name) => { tool = name; corner = null; draw(); };
  const buttons = {
    yes: button(() => choose("yes")), no: button(() => choose("no")), box: button(() => choose("box")),
    undo: button(() => undo()), clear: button(() => clear()), keep: button(() => keep()),
  };
  const tools = element("div", { className: "story-tools" }, { role: "group" }, ...Object.values(buttons), status);
  // JupyterLab's one-key shortcuts (D D deletes a cell) must not see what is typed here
  const root = element("div", { className: "story-canvas" }, { "data-lm-suppress-shortcuts": "true" },
    stage, tools, kept.list, whisper);

  // ---- the marks, and what is asked about them ----
  const list = () => asked.pending().reduce((now, act) => act.marks || (act.keep ? [] : now), model.get("marks"));
  const change = (next) => { suggested = false; said = ""; hints.drop(); asked.ask({ marks: next }); };
  const set = (next) => { history.push([{ marks: list() }]); change(next); };
  // marks that nobody made give way to the person's first own mark
  const withMark = (mark) => mark.box
    ? [...(suggested ? [] : list().filter((one) => !one.box)), mark]
    : [...(suggested && mark.keep ? [] : list()), mark];
  const clear = () => { if (list().length) set([]); };
  const undo = () => {
    const acts = history.pop();
    const lost = acts && acts[0].remove && !asked.waiting() && !model.get("things").some(({ id }) => id === acts[0].remove);
    if (lost) { undo(); return; }   // it was removed meanwhile, or never kept
    if (acts && acts.length === 1 && acts[0].marks) change(acts[0].marks);
    else if (acts) { said = ""; asked.ask(...acts); } else if (list().length) change(list().slice(0, -1));
  };
  const keep = () => {
    const id = `${asked.me}-${Date.now().toString(36)}`, before = list();
    said = "";
    if (before.length) history.push([{ remove: id }, { marks: before }]);
    suggested = false;
    aim = corner = null;
    asked.ask({ keep: id });
  };

  // ---- the pointer ----
  const pixel = (event) => {   // from the screen to the picture, at any scale, any device-pixel ratio, turned or not
    const [across, down] = places.shares(...aimed(event)), [width, height] = size();
    return [within(across * width, width), within(down * height, height)];
  };
  const keeps = (event) => tool !== "no" && event.button !== 2 && !(event.buttons & 2) && !event.shiftKey;
  stage.onpointerdown = (event) => {
    if (event.button !== 0 && event.button !== 2) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.isPrimary) { drag = null; draw(); return; }   // a second finger: the page is being zoomed
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    aim = null;
    if (tool !== "box") corner = null;
    hints.drop();
    drag = { from: pixel(event), x: event.clientX, y: event.clientY, box: null, moved: false, keep: keeps(event),
      finger: event.pointerType === "touch" && tool !== "box" };   // a finger scrolls, unless the box tool is out
  };
  stage.onpointermove = (event) => {
    if (drag) {
      const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
      drag.moved = drag.moved || far > (drag.finger ? FINGER : FAR);
      if (drag.moved && !drag.finger) { drag.box = boxOf(drag.from, pixel(event)); draw(); }
      return;
    }
    if (event.pointerType === "touch" || tool === "box" || asked.waiting()) { hints.drop(); return; }
    const [x, y] = pixel(event), mark = { x, y, keep: keeps(event) };
    hints.wonder(withMark(mark));
  };
  stage.onpointerup = () => {
    const done = drag;
    drag = null;
    if (!done) return;
    if (done.box) set(withMark({ box: done.box }));
    else if (tool === "box") { aim = done.from; press(false); }   // two corners, one after the other
    else if (!done.moved) set(withMark({ x: done.from[0], y: done.from[1], keep: done.keep }));
  };
  stage.onpointercancel = () => { drag = null; draw(); };   // the browser took the touch, to scroll the page
  stage.onpointerleave = () => hints.drop();
  stage.oncontextmenu = (event) => { event.preventDefault(); event.stopPropagation(); };

  // ---- the keyboard ----
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const press = (shift) => {
    if (tool !== "box") { set(withMark({ x: aim[0], y: aim[1], keep: tool === "yes" && !shift })); return; }
    if (!corner) { corner = aim; say(words().corner, aim); draw(); return; }
    const box = boxOf(corner, aim);
    corner = aim = null;
    set(withMark({ box }));
  };
  stage.onkeydown = (event) => {
    const [width, height] = size(), move = MOVES[event.key], enter = event.key === "Enter" || event.key === " ";
    const command = event.ctrlKey || event.metaKey || event.altKey, takeBack = command && event.key.toLowerCase() === "z";
    if (event.key === "Tab" || (command && !takeBack)) return;   // the browser's own keys stay what they are
    event.stopPropagation();
    if (!move && !enter && !takeBack && !["Backspace", "Delete", "Escape"].includes(event.key)) return;
    event.preventDefault();
    if (move || enter) aim = aim || [width >> 1, height >> 1];
    if (move) {
      const far = event.shiftKey ? 1 : Math.max(1, Math.round(width / 64));
      aim = [within(aim[0] + move[0] * far, width), within(aim[1] + move[1] * far, height)];
      say(words().place, aim);
      draw();
    } else if (enter) press(event.shiftKey);
    else if (event.key === "Escape") { aim = corner = drag = null; draw(); }
    else if (event.key === "Delete") clear();
    else undo();
  };
  stage.onblur = () => { if (!corner) { aim = null; draw(); } };
  tools.onkeydown = (event) => { if (event.key !== "Tab") event.stopPropagation(); };
  const say = (text, [x, y]) => { whisper.textContent = fill(text, { x, y }); };

  // ---- what is shown ----
  function line() {
    const all = words(), seconds = asked.seconds();
    if (asked.gone() && asked.waiting()) return [all.gone, true];
    if (asked.silent()) return [fill(all.silent, { seconds }), true];
    if (asked.waiting() || model.get("busy")) return [seconds < 3 ? all.busy : fill(all.still, { seconds }), false];
    if (said) return [said, false];
    if (model.get("words")) return [model.get("words"), model.get("wrong")];
    return [list().length ? "" : matchMedia("(pointer: coarse)").matches ? all.touch : all.start, false];
  }
  function draw() {
    const all = words(), whole = size(), now = list();
    marks.replaceChildren(
      ...now.map((mark) => mark.box ? frame(mark.box, whole) : spot(mark.keep ? "yes" : "no", [mark.x, mark.y], whole)),
      ...(drag && drag.box ? [frame(drag.box, whole)] : []),
      ...(corner && aim ? [frame(boxOf(corner, aim), whole)] : []), ...(aim ? [spot("aim", aim, whole)] : []));
    for (const [name, node] of Object.entries(buttons)) if (node.textContent !== all[name]) node.textContent = all[name];
    for (const name of ["yes", "no", "box"]) buttons[name].setAttribute("aria-pressed", String(tool === name));
    buttons.undo.setAttribute("aria-disabled", String(!history.length && !now.length));
    buttons.clear.setAttribute("aria-disabled", String(!now.length));
    stage.dataset.tool = tool;
    stage.setAttribute("aria-label", `${model.get("label")}. ${all.keys}`);
    stage.setAttribute("aria-roledescription", all.role);
    stage.setAttribute("aria-busy", String(asked.waiting()));
    tools.setAttribute("aria-label", all.tools);
    const [text, wrong] = line();
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("wrong", wrong);
  }
  const paint = {
    image: () => show(picture, model.get("image")),
    mask: () => show(mask, model.get("mask")),
    things: kept.draw,
  };
  let due = false;   // one message changes several traits: what they say is drawn once, after the mask is on its way
  const drawSoon = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => { due = false; draw(); });
  };
  const watched = ["marks", "busy", "words", "wrong", "label", "labels", "size"];
  for (const [name, act] of Object.entries(paint)) { model.on(`change:${name}`, act); act(); }
  for (const name of watched) model.on(`change:${name}`, drawSoon);
  draw();
  el.append(root);
  model.set("alive", true);
  model.save_changes();
  return () => {
    for (const [name, act] of Object.entries(paint)) model.off(`change:${name}`, act);
    for (const name of watched) model.off(`change:${name}`, drawSoon);
    for (const part of [asked, hints, kept]) part.stop();
    for (const img of [picture, mask, hint]) show(img, null);
    root.remove();
  };
}
export default { render };
