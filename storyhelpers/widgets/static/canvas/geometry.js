// Small tools, and from the screen to the pixels of the picture.
const element = (tag, properties = {}, attributes = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => name in values ? values[name] : gap);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// A mask is a small PNG, and a browser has the image of a data: address at once; that of a blob takes it 5 to 12 ms.
const SMALL = 65536;  // bytes
function address(bytes) {
  const all = new Uint8Array(bytes.buffer || bytes, bytes.byteOffset || 0, bytes.byteLength);
  if (all.length > SMALL || all[0] !== 0x89 || all[1] !== 0x50) return URL.createObjectURL(new Blob([bytes]));
  let text = "";
  for (let i = 0; i < all.length; i += 8192) text += String.fromCharCode(...all.subarray(i, i + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}

function show(img, bytes) {
  const before = img.src;
  img.hidden = !bytes || !bytes.byteLength;
  if (!img.hidden) img.src = address(bytes);
  else img.removeAttribute("src");
  if (before.startsWith("blob:")) URL.revokeObjectURL(before);
}

// Three marks without size, at three corners of the picture, tell where it lies on the screen after all scaling,
// scrolling and turning that the page does to it.
function corners() {
  const probes = ["left:0;top:0", "left:100%;top:0", "left:0;top:100%"].map((style) =>
    element("b", {}, { style, "aria-hidden": "true" }));
  const spots = () => probes.map((probe) => { const { left, top } = probe.getBoundingClientRect(); return [left, top]; });
  return {
    probes,
    // shares of width and height at a point of the screen
    shares(x, y) {
      const [[ox, oy], [rx, ry], [dx, dy]] = spots();
      const right = [rx - ox, ry - oy], down = [dx - ox, dy - oy], to = [x - ox, y - oy];
      const area = right[0] * down[1] - right[1] * down[0];
      if (!area) return [0, 0];
      return [(to[0] * down[1] - to[1] * down[0]) / area, (right[0] * to[1] - right[1] * to[0]) / area];
    },
  };
}

// A mouse is on a whole pixel of the screen and means its middle; a finger and a pen know fractions.
function aimed({ clientX, clientY, pointerType }) {
  const fine = window.devicePixelRatio || 1, whole = (value) => Math.abs(value * fine - Math.round(value * fine)) < .01;
  const half = pointerType === "mouse" && whole(clientX) && whole(clientY) ? .5 / fine : 0;
  return [clientX + half, clientY + half];
}

const TINY = .001;   // what the browser's rounded fractions miss at the border of a pixel
const within = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value + TINY)));
const boxOf = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c) + 1, Math.max(b, d) + 1];

// where a mark is drawn: shares of the picture, so that it stays in place at any size
const share = (value, whole) => `${value / whole * 100}%`;
const spot = (name, [x, y], [width, height]) =>
  element("i", { className: name }, { style: `left:${share(x + .5, width)};top:${share(y + .5, height)}` });
const frame = ([a, b, c, d], [width, height]) => element("i", { className: "box" }, { style:
  `left:${share(a, width)};top:${share(b, height)};width:${share(c - a, width)};height:${share(d - b, height)}` });
