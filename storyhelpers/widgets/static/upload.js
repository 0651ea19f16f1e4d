// A picture of one's own: read, shrunk and sent. Python says all sentences; here is only what a browser must do.
const HEIC = ["heic", "heix", "mif1", "msf1", "hevc"];
const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

function kindOf(bytes) {
  if (text(bytes, 0, 1024).trimStart().startsWith("%PDF")) return "pdf";
  if (text(bytes, 4, 8) === "ftyp" && HEIC.includes(text(bytes, 8, 12))) return "heic";
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "jpeg";
  if (text(bytes, 1, 4) === "PNG") return "png";
  return text(bytes, 0, 4) === "RIFF" ? "webp" : "";
}

// A browser shows what it has of a file that was cut off; so we look for the end that each kind has.
function isCut(kind, bytes) {
  const half = bytes.length >> 1;
  if (kind === "jpeg") {
    for (let i = bytes.length - 2; i >= half; i--) if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return false;
    return true;
  }
  if (kind === "png") {
    for (let i = bytes.length - 8; i >= half; i--) if (bytes[i] === 0x49 && text(bytes, i, i + 4) === "IEND") return false;
    return true;
  }
  return kind === "webp" && new DataView(bytes.buffer).getUint32(4, true) + 8 > bytes.length;
}

async function shrunk(file, longest, most) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const was = [bitmap.width, bitmap.height];
  try {
    for (let side = longest, quality = 0.92; side >= 256; side = Math.round(side * 0.75), quality = 0.85) {
      const scale = Math.min(1, side / Math.max(...was)), canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(was[0] * scale));
      canvas.height = Math.max(1, Math.round(was[1] * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";   // what is transparent becomes white, as in Python
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.imageSmoothingQuality = "high";
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && blob.size <= most) return { blob, was, now: [canvas.width, canvas.height] };
    }
  } finally { bitmap.close(); }
  throw new Error("no size is small enough");
}

function render({ model, el }) {
  const node = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const field = node("input", { type: "file", accept: "image/*,.heic,.heif", className: "studio-unseen" });
  const title = node("b"), hint = node("small"), said = node("span", { className: "studio-said" });
  const place = node("label", { className: "studio-upload" });
  said.setAttribute("role", "status");
  place.append(field, title, hint, said);
  el.append(place);
  const say = (key) => { said.textContent = key ? model.get("labels")[key] || "" : ""; };
  const label = () => { title.textContent = model.get("labels").choose; hint.textContent = model.get("labels").hint; };
  const send = (about, bytes) => {
    model.set("data", new DataView(bytes));
    model.set("about", { ...about, length: bytes.byteLength });
    model.set("sent", model.get("sent") + 1);
    model.save_changes();
  };
  let turn = 0;   // the file chosen last is the one that counts

  async function take(file) {
    const mine = ++turn, about = { name: file.name, size: file.size, problem: "" }, nothing = new ArrayBuffer(0);
    say("reading");
    try {
      if (file.size > model.get("largest")) return send({ ...about, problem: "large" }, nothing);
      const raw = await file.arrayBuffer(), bytes = new Uint8Array(raw), kind = kindOf(bytes);
      const own = kind === "png" && file.size <= model.get("most");   // may be one of ours, that knows its outlines
      if (kind === "pdf") return send({ ...about, problem: kind }, nothing);
      if (isCut(kind, bytes)) return send({ ...about, problem: "cut" }, nothing);
      let small = null;
      if (!own) {
        try {
          small = await shrunk(file, model.get("longest"), model.get("most"));
        } catch (error) {   // what this browser cannot open, Python may
          if (kind === "heic") return send({ ...about, problem: kind }, nothing);
          if (file.size > model.get("most")) return send({ ...about, problem: "unreadable" }, nothing);
        }
      }
      if (mine !== turn) return;
      say("sending");
      if (small) send({ ...about, was: small.was, now: small.now }, await small.blob.arrayBuffer());
      else send(about, raw);
    } catch (error) {   // the file went away while it was read
      send({ ...about, problem: "cut" }, nothing);
    } finally {
      field.value = "";   // the same file may be chosen again
      if (mine === turn) setTimeout(() => mine === turn && say(""), 600);
    }
  }
  field.onchange = () => field.files.length && take(field.files[0]);
  place.ondragover = (event) => { event.preventDefault(); event.stopPropagation(); place.classList.add("over"); };
  place.ondragleave = () => place.classList.remove("over");
  place.ondrop = (event) => {
    event.preventDefault();
    event.stopPropagation();
    place.classList.remove("over");
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  };
  model.on("change:labels", label);
  label();
  // what stands in for us may go
  const tell = () => el.closest(".studio-upload-place")?.classList.add("studio-alive");
  tell();
  requestAnimationFrame(tell);
  model.set("alive", true);
  model.save_changes();
  return () => model.off("change:labels", label);
}
export default { render };
