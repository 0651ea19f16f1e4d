// Samples as a WAV file, and files as samples. The browser opens and resamples them: whatever it can play will do.
const UNKNOWN = 12_000_000;   // bytes of a file that is opened although nobody knows how long it lasts
const RATE_OF_FILES = 44100;

function wavOf(samples, rate) {   // mono, 16 bit
  const data = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((letter, i) => data.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  data.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, rate, true);
  data.setUint32(28, 2 * rate, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  text(36, "data");
  data.setUint32(40, 2 * samples.length, true);
  for (let i = 0; i < samples.length; i++)
    data.setInt16(44 + 2 * i, Math.round(Math.max(-1, Math.min(1, samples[i])) * 32767), true);
  return data.buffer;
}

function joined(blocks, frames) {
  const all = new Float32Array(frames);
  let at = 0;
  for (const block of blocks) {
    all.set(block.subarray(0, Math.max(0, frames - at)), Math.min(at, frames));
    at += block.length;
  }
  return all;
}

// The first seconds of a sound file, mono. Of all that browsers resample with, this one does it well.
async function opened(bytes, rate, seconds) {
  const context = new (window.OfflineAudioContext || window.webkitOfflineAudioContext)(1, 1, rate);
  const sound = await context.decodeAudioData(bytes);
  const frames = Math.min(sound.length, Math.round(seconds * rate)), samples = new Float32Array(frames);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    const one = sound.getChannelData(channel);
    for (let i = 0; i < frames; i++) samples[i] += one[i] / sound.numberOfChannels;
  }
  return { samples, whole: sound.duration };
}

// How long a file lasts, without opening all of it; null where its head does not say so.
function lengthOf(file) {
  return new Promise((done) => {
    const audio = new Audio(), address = URL.createObjectURL(file);
    const end = () => {
      clearTimeout(clock);
      const seconds = audio.duration;
      audio.removeAttribute("src");
      URL.revokeObjectURL(address);
      done(Number.isFinite(seconds) ? seconds : null);
    };
    const clock = setTimeout(end, 5000);
    audio.preload = "metadata";
    audio.onloadedmetadata = audio.onerror = end;
    audio.src = address;
  });
}
