// The things that were kept: their masks over the picture, and a list to name them and to take them away.
function keptThings(model, ask, removed) {
  const layer = element("div", { className: "story-kept" });
  const list = element("ul", { className: "story-things", hidden: true });
  const rows = new Map();

  const point = (id, on) => { for (const [key, row] of rows) row.mask.classList.toggle("glow", on && key === id); };
  const make = (thing) => {
    const mask = element("img", { draggable: false }, { alt: "" });
    show(mask, thing.mask);
    const flag = element("i", { className: "number" });
    const number = element("span", { className: "number" }, { "aria-hidden": "true" });
    const name = element("input", { type: "text", value: thing.name, maxLength: 80, autocomplete: "off", spellcheck: false });
    const away = element("button", { type: "button", textContent: "✕" });
    const row = { mask, flag, number, name, away, given: thing.name,
      item: element("li", {}, {}, number, name, away) };
    const rename = () => {
      const text = name.value.trim();
      if (!text) name.value = row.given;
      else if (text !== row.given) ask({ rename: [thing.id, text] });
    };
    name.onchange = rename;
    name.onkeydown = (event) => {
      event.stopPropagation();   // the notebook must not take what is typed for a command
      if (event.key === "Enter") name.blur();
      if (event.key === "Escape") { name.value = row.given; name.blur(); }
    };
    away.onclick = () => removed(thing.id, row.given, () => {
      const next = row.item.nextElementSibling || row.item.previousElementSibling;
      return next && next.querySelector("button");
    });
    row.item.onpointerenter = row.item.onfocusin = () => point(thing.id, true);
    row.item.onpointerleave = () => point(thing.id, false);
    row.item.addEventListener("focusin", () => point(thing.id, true));
    row.item.addEventListener("focusout", () => point(thing.id, false));
    return row;
  };
  const draw = () => {
    const things = model.get("things"), words = model.get("labels"), size = model.get("size");
    for (const [id, row] of rows) if (!things.some((thing) => thing.id === id)) {
      show(row.mask, null);
      for (const node of [row.item, row.mask, row.flag]) node.remove();
      rows.delete(id);
    }
    things.forEach((thing, index) => {
      const row = rows.get(thing.id) || make(thing);
      rows.set(thing.id, row);
      row.given = thing.name;
      if (document.activeElement !== row.name) row.name.value = thing.name;
      const letters = [...row.name.value].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 3);   // Chinese is wide
      row.name.style.width = `${Math.min(48, Math.max(8, letters))}ch`;
      for (const node of [row.flag, row.number]) {
        node.textContent = String(index + 1);
        node.style.background = thing.colour;
      }
      row.item.style.borderColor = thing.colour;
      row.flag.style.left = share(thing.at[0] + .5, size[0]);
      row.flag.style.top = share(thing.at[1] + .5, size[1]);
      row.name.setAttribute("aria-label", fill(words.name, { number: index + 1 }));
      row.away.setAttribute("aria-label", fill(words.remove, { name: thing.name }));
      row.away.title = fill(words.remove, { name: thing.name });
      if (list.children[index] !== row.item) list.insertBefore(row.item, list.children[index] || null);
      if (!row.mask.isConnected) layer.append(row.mask, row.flag);
    });
    list.hidden = !things.length;
    list.setAttribute("aria-label", words.kept);
  };
  const stop = () => { for (const row of rows.values()) show(row.mask, null); };
  return { layer, list, draw, stop };
}
