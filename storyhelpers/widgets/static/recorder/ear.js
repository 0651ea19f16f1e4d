// Hearing: mono samples from the microphone, block by block, from an AudioWorklet (a ScriptProcessor where there is none).
const BLOCK = 1024;   // frames, about 21 ms
const WORKLET = `registerProcessor("story-ear", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(${BLOCK});
    this.filled = 0;
    this.over = false;
    this.port.onmessage = () => {
      this.over = true;
      this.port.postMessage(this.block.slice(0, this.filled));
      this.port.postMessage(null);
    };
  }
  process([channels]) {
    for (let i = 0; !this.over && channels.length && i < channels[0].length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.block[this.filled++] = sum / channels.length;
      if (this.filled === ${BLOCK}) { this.port.postMessage(this.block.slice()); this.filled = 0; }
    }
    return !this.over;
  }
});`;

// Why there is no microphone: a key of the labels, or "" where one may be asked for.
function deafness() {
  if (!window.isSecureContext) return "insecure";
  if (!navigator.mediaDevices?.getUserMedia || !(window.AudioContext || window.webkitAudioContext)) return "old";
  const policy = document.permissionsPolicy || document.featurePolicy;
  return policy && !policy.allowsFeature("microphone") ? "framed" : "";
}
const refusal = (error) => ({ NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing",
  OverconstrainedError: "missing" })[error.name] || "taken";

// Listens until `stop()`, which answers when the last block has come. heard(samples, rate), lost() when the device goes.
async function listen(heard, lost) {
  // What a call needs spoils a recording: noise suppression takes a bell or the rain for noise.
  const plain = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
  const release = () => { for (const track of stream.getTracks()) { track.onended = null; track.stop(); } };
  let context = null;
  try {
    context = new (window.AudioContext || window.webkitAudioContext)();
    const source = context.createMediaStreamSource(stream);
    const { node, flush } = await ear(context, (samples) => heard(samples, context.sampleRate));
    source.connect(node);
    node.connect(context.destination);   // it writes nothing there, but only what leads there is run everywhere
    await context.resume();
    for (const track of stream.getTracks()) track.onended = lost;
    return async () => {
      await flush();
      source.disconnect();
      node.disconnect();
      release();
      await context.close();
    };
  } catch (error) {
    release();
    if (context) context.close();
    throw error;
  }
}

async function ear(context, heard) {
  if (context.audioWorklet) {
    const file = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
    try {
      await context.audioWorklet.addModule(file);
      const node = new AudioWorkletNode(context, "story-ear");
      let last = null;
      node.port.onmessage = ({ data }) => data ? data.length && heard(data) : last && last();
      const flush = () => new Promise((done) => { last = done; setTimeout(done, 300); node.port.postMessage("stop"); });
      return { node, flush };
    } catch { /* a page that forbids scripts from blobs has the old way left */
    } finally { URL.revokeObjectURL(file); }
  }
  const node = context.createScriptProcessor(BLOCK * 2, 1, 1);
  node.onaudioprocess = (event) => heard(event.inputBuffer.getChannelData(0).slice());
  return { node, flush: async () => { node.onaudioprocess = null; } };
}
