// The page's end of the line to the kernel: asks with replies, events, and whether anyone is there.
const VERSION = 1; // of the messages; a kernel of another one is not understood
const BEAT = 1000; // ms between two heartbeats
const BUSY = 1500; // ms without an answer after which the kernel is busy
const LOST = 3000; // ms without an answer, after a sign that the kernel went, until it is taken as gone

/** An ask that was refused or could not be sent; `field` names the control it belongs to. */
export class Refusal extends Error {
  constructor({ text, field = "", fix }) {
    super(text);
    this.field = field;
    this.fix = fix;
  }
}

/** What is said of a kernel that is gone. */
export const GONE = "The kernel is gone: run the panel's cell again.";

/** Of an error that nobody expected the page shows a sentence; its trace goes where a developer looks. */
export const logBug = (error) => error?.trace && console.error(error.trace);

/**
 * A link over an anywidget model: `ask` sends a verb and resolves with its reply, `on` hears an event.
 * `on("alive", fn)` hears "unknown", "live", "busy" or "gone".
 */
export function makeLink(model, { now = Date.now, timer = globalThis } = {}) {
  const view = Math.random().toString(36).slice(2, 10);
  const waiting = new Map(); // id -> {resolve, reject}
  const heard = new Map(); // event -> Set of functions
  let count = 0;
  let alive = "unknown";
  let asked = null; // when the oldest beat without an answer was sent
  let doubted = false; // a sign came that the kernel went

  const tell = (event, message) => {
    for (const hear of [...(heard.get(event) ?? [])]) hear(message);
  };
  const become = (state) => {
    if (state === alive) return;
    alive = state;
    if (state === "gone") failAll();
    tell("alive", state);
  };
  const failAll = () => {
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(new Refusal({ text: GONE }));
  };
  const post = (verb, fields, buffers) => {
    const id = `${view}-${++count}`;
    model.send({ ...fields, v: VERSION, msg: id, do: verb }, undefined, buffers);
    return id;
  };

  const ask = (verb, fields = {}, buffers = []) =>
    new Promise((resolve, reject) => {
      try {
        const id = post(verb, fields, buffers);
        waiting.set(id, { resolve, reject });
      } catch {
        become("gone");
        reject(new Refusal({ text: GONE }));
      }
    });

  const receive = (message, buffers = []) => {
    if (message?.v !== VERSION) return;
    if (message.event === "gone") return become("gone");
    asked = null;
    doubted = false;
    become("live");
    if (message.event) return tell(message.event, { ...message, buffers });
    const waiter = waiting.get(message.re);
    waiting.delete(message.re);
    if (message.ok) return waiter?.resolve({ ...message, buffers });
    logBug(message.error);
    return waiter?.reject(new Refusal(message.error ?? { text: "The kernel could not do that." }));
  };

  const probe = () => {
    try {
      post("beat", {});
      asked ??= now();
    } catch {
      become("gone");
    }
  };
  const beat = () => {
    const silent = asked === null ? 0 : now() - asked;
    if (doubted && silent >= LOST) become("gone");
    else if (silent >= BUSY && alive !== "gone") become("busy");
    if (asked === null || alive === "gone" || silent >= BUSY) probe();
  };
  const doubt = () => {
    doubted = true;
    asked = null; // the three seconds begin here
    probe();
  };
  const closed = () => become("gone");

  model.on("msg:custom", receive);
  model.on("comm_live_update", doubt);
  model.on("comm:close", closed);
  const ticking = timer.setInterval(beat, BEAT);

  return {
    view,
    ask,
    on(event, hear) {
      if (!heard.has(event)) heard.set(event, new Set());
      heard.get(event).add(hear);
      return () => heard.get(event).delete(hear);
    },
    get alive() {
      return alive;
    },
    close() {
      timer.clearInterval(ticking);
      model.off("msg:custom", receive);
      model.off("comm_live_update", doubt);
      model.off("comm:close", closed);
      failAll();
      heard.clear();
    },
  };
}
