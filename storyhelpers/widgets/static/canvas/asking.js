// Asking Python, one bundle at a time: what is clicked meanwhile waits here and goes with the next one. Of several lists
// of marks in a row only the last one is sent. Python says at once that it heard, and later that it answered.
const SOON = 5;       // seconds without a sign after which the page says so
const AGAIN = 10;     // seconds after which a bundle that nobody heard is sent once more

function asking(model, changed) {
  const me = Math.random().toString(36).slice(2, 10);
  let number = 0, open = null, next = [], since = 0, clock = null, gone = false;

  const has = (trait) => ((model.get(trait) || {})[me] || 0) >= number;
  const deliver = () => {
    model.set("asked", { by: me, n: open.n, acts: open.acts, time: Date.now() });
    try { model.save_changes(); } catch { gone = true; }
  };
  const send = () => {
    if (open || !next.length) return;
    open = { n: ++number, acts: next };
    next = [];
    since = Date.now();
    clock = clock || setInterval(tick, 1000);
    deliver();
  };
  const tick = () => {
    const seconds = waited();
    if (open && !has("heard") && seconds && seconds % AGAIN === 0) deliver();
    changed();
  };
  const waited = () => open ? Math.floor((Date.now() - since) / 1000) : 0;
  const answered = () => {
    if (!open || !has("answered")) return;
    open = null;
    gone = false;
    send();
    if (!open) { clearInterval(clock); clock = null; }
    changed();
  };
  const closed = () => { gone = true; changed(); };
  model.on("change:answered", answered);
  model.on("change:heard", changed);
  model.on("comm:close", closed);

  return {
    me,
    ask(...acts) {
      for (const act of acts) {
        const last = next[next.length - 1];
        if (act.marks && last && last.marks) next.pop();
        next.push(act);
      }
      send();
      changed();
    },
    pending: () => [...(open ? open.acts : []), ...next],   // what Python has not answered yet
    waiting: () => !!open,
    seconds: waited,
    silent: () => !!open && !has("heard") && waited() >= SOON,
    gone: () => gone,
    stop() {
      clearInterval(clock);
      model.off("change:answered", answered);
      model.off("change:heard", changed);
      model.off("comm:close", closed);
    },
  };
}
