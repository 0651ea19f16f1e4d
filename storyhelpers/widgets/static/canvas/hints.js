// What a click would cut out, while the pointer rests. At most one question is open; an answer that comes too late is
// not shown. A hint never changes anything.
const REST = 40;      // milliseconds without moving
const FORGET = 2000;  // milliseconds after which a question is taken as lost

function hinting(model, me, img) {
  let number = 0, open = 0, asked = 0, timer = null, wanted = null, shown = "";

  const send = () => {
    if (!wanted || !model.get("hints")) return;
    if (open && Date.now() - asked < FORGET) return;
    open = ++number;
    asked = Date.now();
    shown = JSON.stringify(wanted);
    model.set("wondered", { by: me, n: open, marks: wanted });
    model.save_changes();
  };
  const drop = () => { clearTimeout(timer); wanted = null; shown = ""; img.hidden = true; };
  const answered = () => {
    const [by, n] = model.get("hinted");
    if (by !== me || n !== open) return;
    open = 0;
    if (wanted && shown === JSON.stringify(wanted)) show(img, model.get("hint"));
    else send();
  };
  model.on("change:hinted", answered);
  return {
    drop,
    wonder(marks) {
      if (!model.get("hints") || same(marks, wanted)) return;
      wanted = marks;
      clearTimeout(timer);
      timer = setTimeout(send, REST);
    },
    stop() { drop(); model.off("change:hinted", answered); },
  };
}
