// A button that records, with a meter; a field for a file. What they yield is sent; Python answers with a sentence.
const BARS = 100, QUIET = 0.001, LOUD = 0.99;
const SVG = "http://www.w3.org/2000/svg";
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => name in values ? values[name] : gap);
// JupyterLab's one-key shortcuts (D D deletes a cell) must not see what is typed on what has the focus
const OURS = { "data-lm-suppress-shortcuts": "true" };

function node(tag, properties = {}, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const words = () => model.get("labels"), longest = () => model.get("longest");
  let state = "ready";   // ready, asking, recording, reading
  let trouble = "", note = "", turn = 0, recording = null;

  // ---- what there is ----
  const sign = node("i", {}, { "aria-hidden": "true" }), name = node("span");
  const main = node("button", { type: "button", className: "story-main" }, OURS, sign, name);
  const choose = node("button", { type: "button", className: "story-choose" }, OURS);
  const field = node("input", { type: "file", accept: "audio/*,.m4a,.opus,.flac,.webm", hidden: true });
  const clock = node("span", { className: "story-clock" });
  const line = document.createElementNS(SVG, "path"), picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${10 * BARS} 100`);
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  picture.append(line);
  const meter = node("div", { className: "story-meter" },
    { role: "meter", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0" }, node("i"));
  const scale = node("div", { className: "story-seconds" }, { "aria-hidden": "true" }, node("span"), node("span"), node("span"));
  const live = node("div", { className: "story-live", hidden: true }, {},
    node("div", { className: "story-wave" }, {}, picture), scale, meter);
  const status = node("p", { className: "story-said" }, { role: "status" });
  const save = node("a", { className: "story-save", hidden: true, download: "recording.wav" }, OURS);
  const root = node("div", { className: "story-recorder" }, { role: "group" },
    node("div", { className: "story-row" }, {}, main, choose, clock, field), live, status, save);
  const sent = sending(model, () => draw());

  // ---- recording ----
  async function start() {
    const mine = ++turn;
    note = "";
    trouble = deafness();
    if (trouble) { draw(); return; }
    state = "asking";
    draw();
    const now = { blocks: [], frames: 0, rate: 0, peaks: [], level: 0, heard: 0, quiet: true, loud: 0, stop: null, lost: false };
    try {
      now.stop = await listen((samples, rate) => take(now, samples, rate), () => { now.lost = true; finish(); });
    } catch (error) {
      if (mine === turn) { state = "ready"; trouble = refusal(error); draw(); }
      return;
    }
    if (mine !== turn) { now.stop(); return; }   // the cell was run again, or a file came, while the browser asked
    recording = now;
    state = "recording";
    if (now.lost) { finish(); return; }
    draw();
    requestAnimationFrame(show);
  }

  function take(now, samples, rate) {
    const most = Math.round(longest() * rate), room = most - now.frames;
    if (room <= 0) return;
    samples = samples.length > room ? samples.subarray(0, room) : samples;
    now.rate = rate;
    now.blocks.push(samples);
    let peak = 0;
    for (const value of samples) peak = Math.max(peak, Math.abs(value));
    const bar = Math.min(BARS - 1, Math.floor(now.frames / most * BARS));
    const end = Math.min(BARS - 1, Math.floor((now.frames + samples.length - 1) / most * BARS));
    for (let i = bar; i <= end; i++) now.peaks[i] = Math.max(now.peaks[i] || 0, peak);
    now.frames += samples.length;
    now.level = Math.max(peak, now.level * 0.82);   // it rises at once and falls slowly, as meters do
    if (peak > QUIET) now.quiet = false;
    if (peak >= LOUD) now.loud = now.frames;
    if (now.frames >= most && now === recording) finish();
  }

  async function finish() {
    const now = recording, mine = turn;
    if (!now) return;
    recording = null;
    state = "reading";
    await now.stop();
    note = now.lost ? "lost" : "";
    draw();
    let samples = joined(now.blocks, now.frames), rate = now.rate || model.get("rate");
    try {
      if (rate > model.get("rate")) {
        rate = model.get("rate");
        samples = (await opened(wavOf(samples, now.rate), rate, longest())).samples;
      }
    } catch { rate = now.rate; }   // nothing to resample: Python says that it is too short
    if (mine !== turn) return;   // a file came instead
    state = "ready";
    sent.send(wavOf(samples, rate), { name: "", problem: "" });
  }

  // ---- a file ----
  async function bring(file) {
    const mine = ++turn, about = { name: file.name, size: file.size, problem: "" }, nothing = new ArrayBuffer(0);
    if (recording) { const now = recording; recording = null; await now.stop(); }   // a file instead
    const give = (data, more) => {
      if (mine !== turn) return;
      state = "ready";
      sent.send(data, { ...about, ...more });
    };
    state = "reading";
    trouble = note = "";
    draw();
    try {
      if (!file.size) return give(nothing, { problem: "empty" });
      if (file.size > model.get("largest")) return give(nothing, { problem: "large" });
      const whole = await lengthOf(file);
      if (whole > model.get("longest_file")) return give(nothing, { problem: "long", whole });
      if (whole === null && file.size > UNKNOWN) return give(nothing, { problem: "large" });
      const bytes = await file.arrayBuffer(), rate = Math.min(RATE_OF_FILES, model.get("rate"));
      let sound = null;
      try {
        sound = await opened(bytes.slice(0), rate, longest());
      } catch {   // what this browser cannot open, Python may
        return file.size > UNKNOWN ? give(nothing, { problem: "unreadable" }) : give(bytes, {});
      }
      give(wavOf(sound.samples, rate), { whole: sound.whole });
    } catch {   // the file went away while it was read
      give(nothing, { problem: "unreadable" });
    }
  }

  // ---- hands ----
  main.onclick = () => {
    if (state === "recording") finish();
    else if (state === "ready") start();
  };
  choose.onclick = () => field.click();
  field.onchange = () => { if (field.files.length) bring(field.files[0]); field.value = ""; };   // the same one again, too
  root.onkeydown = (event) => { if (event.key !== "Tab") event.stopPropagation(); };
  root.ondragover = (event) => { event.preventDefault(); event.stopPropagation(); root.classList.add("over"); };
  root.ondragleave = () => root.classList.remove("over");
  root.ondrop = (event) => {
    event.preventDefault();
    event.stopPropagation();
    root.classList.remove("over");
    if (event.dataTransfer.files.length) bring(event.dataTransfer.files[0]);
  };

  // ---- what is shown ----
  const number = (value, least = 0) => new Intl.NumberFormat(words().language,
    { minimumFractionDigits: least, maximumFractionDigits: 1 }).format(value);
  const put = (where, text) => { if (where.textContent !== text) where.textContent = text; };
  function told() {
    const all = words(), seconds = sent.seconds(), now = recording;
    if (state === "asking") return [all.asking, false];
    if (now) {
      if (now.loud && now.frames - now.loud < 1.5 * now.rate) return [all.loud, false];
      return [now.quiet && now.frames > 1.5 * now.rate ? all.silent : all.recording, false];
    }
    if (state === "reading") return [all.reading, false];
    if (sent.waiting() && sent.gone()) return [all.gone, true];
    if (sent.silent()) return [fill(all.waiting, { seconds }), true];
    if (sent.came()) return [seconds < 2 ? all.sending : fill(all.working, { seconds }), false];
    if (sent.waiting()) return [all.sending, false];
    if (trouble) return [all[trouble], true];
    const answer = model.get("words");
    if (note && !model.get("wrong")) return [`${all[note]} ${answer}`, false];
    return [answer || (model.get("has_sound") ? "" : all.start), model.get("wrong")];
  }
  function draw() {
    const all = words(), on = state === "recording";
    root.dataset.state = state;
    root.setAttribute("aria-label", all.whole);
    root.lang = all.language;
    put(name, on ? all.stop : model.get("has_sound") ? all.again : all.record);
    main.setAttribute("aria-disabled", String(state === "asking" || state === "reading"));
    put(choose, all.file);
    meter.setAttribute("aria-label", all.level);
    live.hidden = !on;
    const marks = [`${number(0, 0)} s`, number(longest() / 2), number(longest())];
    marks.forEach((mark, i) => put(scale.children[i], mark));
    if (!on) put(clock, all.most);
    const [text, wrong] = told();
    put(status, text);
    status.classList.toggle("wrong", wrong);
    offer(sent.silent() || (sent.waiting() && sent.gone()) ? sent.recording() : null);
  }
  let offered = null;   // a recording that Python does not take, to be saved as a file
  function offer(data) {
    put(save, words().save);
    if (data === offered) return;
    URL.revokeObjectURL(save.href);
    offered = data;
    save.hidden = !data;
    if (data) save.href = URL.createObjectURL(new Blob([data], { type: "audio/wav" }));
    else save.removeAttribute("href");
  }
  let spoken = 0;
  function show(time) {
    const now = recording;
    if (!now || !root.isConnected) return;
    line.setAttribute("d", Array.from(now.peaks, (peak, i) => {
      const high = Math.max(2, 46 * Math.min(1, Math.sqrt(peak || 0)));   // the root, so that quiet sounds are seen too
      return `M${10 * i + 5} ${(50 - high).toFixed(0)}V${(50 + high).toFixed(0)}`;
    }).join(""));
    const level = Math.max(0, Math.min(1, 1 + Math.log10(Math.max(now.level, 1e-4)) / 3));   // −60 … 0 dB
    meter.style.setProperty("--level", level.toFixed(3));
    if (time - spoken > 500) { spoken = time; meter.setAttribute("aria-valuenow", String(Math.round(100 * level))); }
    put(clock, fill(words().clock, { seconds: number(now.frames / (now.rate || 1), 1) }));
    draw();
    requestAnimationFrame(show);
  }

  const watched = ["labels", "words", "wrong", "has_sound"];
  for (const one of watched) model.on(`change:${one}`, draw);
  draw();
  el.append(root);
  model.set("alive", true);
  model.save_changes();
  return () => {
    turn += 1;
    if (recording) { recording.stop(); recording = null; }
    for (const one of watched) model.off(`change:${one}`, draw);
    sent.stop();
    offer(null);
    root.remove();
  };
}
export default { render };
