// Sending a take to Python in pieces. The next one goes when Python heard this one; one that nobody heard goes once more.
const SOON = 5;       // seconds without a sign after which the page says so
const AGAIN = 10;     // seconds after which a piece that nobody heard is sent once more

function sending(model, changed) {
  const me = Math.random().toString(36).slice(2, 10);
  let take = 0, open = null, clock = null, gone = false;
  const waited = () => open ? Math.floor((Date.now() - open.since) / 1000) : 0;
  const deliver = () => {
    const { data, about, piece, most } = open;
    model.set("piece", new DataView(data.slice(piece * most, (piece + 1) * most)));
    model.set("sent", { ...about, by: me, take, piece, pieces: open.pieces, length: data.byteLength, time: Date.now() });
    try { model.save_changes(); } catch { gone = true; }
  };
  const tick = () => {
    if (open && !open.came && waited() && waited() % AGAIN === 0) deliver();
    changed();
  };
  const close = () => { open = null; clearInterval(clock); clock = null; };
  const answered = () => {
    const heard = model.get("heard") || {};
    if (!open || heard.by !== me || heard.take !== take || heard.piece !== open.piece) return;
    gone = false;
    if (heard.done) close();
    else if (heard.came) { open.came = true; open.since = Date.now(); }
    else { open.piece += 1; open.since = Date.now(); deliver(); }
    changed();
  };
  const closed = () => { gone = true; changed(); };
  model.on("change:heard", answered);
  model.on("comm:close", closed);
  return {
    send(data, about) {   // a new take gives the one before up
      take += 1;
      const most = model.get("most"), pieces = Math.max(1, Math.ceil(data.byteLength / most));
      open = { data, about, most, pieces, piece: 0, since: Date.now() };
      clock = clock || setInterval(tick, 1000);
      deliver();
      changed();
    },
    waiting: () => !!open,
    recording: () => open && !open.came && !open.about.name ? open.data : null,   // that would be lost with this page
    seconds: waited,
    silent: () => !!open && !open.came && waited() >= SOON,
    came: () => !!open && !!open.came,   // Python has it, and works with it
    gone: () => gone,
    stop() {
      close();
      model.off("change:heard", answered);
      model.off("comm:close", closed);
    },
  };
}
