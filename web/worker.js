"use strict";
// Runs beside the page, so that the page answers while a large file is read.
let doctor;
let known = new Map();
let told = 0;

// A buffer that is sent away is given back at once; while a worker reads on, nobody collects.
const { port1: away, port2: nowhere } = new MessageChannel();
nowhere.close();

const tell = (at, size, buffer) => {
  away.postMessage(null, [buffer]);
  const now = performance.now();
  if (now - told > 100 || at === size) {
    told = now;
    postMessage({ progress: at, size });
  }
};

const tasks = {
  async start({ wasm }) {
    const packed = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
    const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    wasm_bindgen.initSync({ module: await new Response(inflated).arrayBuffer() });
    doctor = new wasm_bindgen.Doctor(tell);
    return { version: wasm_bindgen.version(), fields: JSON.parse(wasm_bindgen.fields()) };
  },
  async diagnose({ given, at, sentence, key, passphrase }) {
    doctor.keep(Uint32Array.from(given, (one) => one.id));
    known = new Map(given.map((one) => [one.id, known.get(one.id)]));
    for (const one of given.filter((one) => !known.get(one.id))) {
      postMessage({ reading: one.name });
      const blobs = one.files.map((file) => file.blob);
      if (one.folder) doctor.add_folder(one.id, one.name, one.files.map((file) => file.name), blobs);
      else doctor.add_file(one.id, one.name, blobs[0]);
      known.set(one.id, true);
    }
    const bytes = key && new Uint8Array(await key.arrayBuffer());
    const answer = doctor.diagnose(at, sentence, bytes, passphrase, Date.now());
    return { html: answer.html, note: answer.note, patch: answer.patch };
  },
  render: ({ format }) => doctor.render(format),
  patch: () => doctor.patch(),
  redact({ at, seed }) {
    const key = seed ? new TextEncoder().encode(seed) : crypto.getRandomValues(new Uint8Array(32));
    const redacted = doctor.redact(key, at, Date.now());
    const { names, blobs, receipt, sentence } = redacted;
    return { names, blobs, receipt, sentence };
  },
  explain({ text }) {
    const { html, unknown } = wasm_bindgen.explain(text);
    return { html, unknown };
  },
};

let before = Promise.resolve();
onmessage = ({ data }) => {
  before = before.then(() => answer(data));
};
const answer = async (data) => {
  try {
    postMessage({ id: data.id, done: await tasks[data.task](data) });
  } catch (error) {
    // Words for a person are thrown as such; anything else is a fault of this page's.
    const words = typeof error === "string" ? error : undefined;
    postMessage({ id: data.id, failed: words ?? "", fault: words === undefined ? String(error) : undefined });
  }
};
