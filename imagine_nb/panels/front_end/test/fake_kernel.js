// A kernel for tests and for work on the front end: an anywidget model that answers the panel's verbs with made-up pictures.

const WORDS = ["red fox", "quiet harbour", "paper crane", "mountain hut", "glass apple", "night tram", "old map"];
const COLOURS = [[196, 84, 52], [52, 112, 150], [214, 178, 92], [88, 120, 84], [120, 84, 140], [60, 60, 72]];

/** A small picture as the bytes of a BMP file: a disc before a ground, by its number. */
export function picture(number, width = 96, height = 96) {
  const row = Math.ceil((width * 3) / 4) * 4;
  const view = new DataView(new ArrayBuffer(54 + row * height));
  view.setUint16(0, 0x424d);
  view.setUint32(2, view.byteLength, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  const [ground, disc] = [COLOURS[number % 6], COLOURS[(number * 5 + 2) % 6]];
  const [x0, y0, r] = [width * (0.3 + (number % 5) / 10), height * (0.3 + (number % 3) / 5), width / (3 + (number % 3))];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isIn = (x - x0) ** 2 + (y - y0) ** 2 < r * r;
      for (let c = 0; c < 3; c++) {
        const value = isIn ? disc[2 - c] : ground[2 - c] * (0.75 + (0.35 * y) / height);
        view.setUint8(54 + y * row + x * 3 + c, Math.min(255, value));
      }
    }
  }
  return view;
}

export function cardOf(number, extra = {}) {
  const words = `a ${WORDS[number % WORDS.length]}`;
  return {
    id: `p${number}`, number, alt: words, prompt: words, who: "print shop, not Grok",
    facts: ["1024 x 1024", number % 4 ? "$0" : "reused · $0 now"], width: 1024, height: 1024,
    created: 1.79e12 - number * 3.6e6, edited: number % 7 === 3, favourite: number % 11 === 0,
    engine: "print-shop", model: "grok-imagine-image", cost: "$0", badge: "", notice: "",
    request: `r${Math.floor(number / 4)}`, n: 4, index: number % 4, parents: number > 3 ? [`p${number - 3}`] : [],
    thumb: -1, is_deleted: false, ...extra,
  };
}

const withThumbs = (cards) => ({
  cards: cards.map((card, thumb) => ({ ...card, thumb })),
  buffers: cards.map((card) => picture(card.number)),
});

const SOURCE = { width: 1024, height: 1024, bytes: 300000, url: "", notice: "" };

/** An anywidget model with `size` pictures in its gallery; `sent` is what the page sent; `emit` speaks for the kernel. */
export function fakeKernel({ size = 200, delay = 0, panel_id = "fake" } = {}) {
  const hears = new Map();
  const sent = [];
  const state = { size, next: size, silent: false, dead: false, gone: new Set(), changed: new Map(), slots: 0 };
  const model = {
    get: (name) => ({ panel_id })[name],
    on(event, hear) {
      hears.set(event, [...(hears.get(event) ?? []), hear]);
    },
    off(event, hear) {
      hears.set(event, (hears.get(event) ?? []).filter((each) => each !== hear));
    },
    send(message, _callbacks, buffers = []) {
      if (state.dead) throw new Error("Cannot send");
      sent.push({ ...message, buffers });
      if (state.silent) return;
      setTimeout(() => answer(message, buffers), delay);
    },
  };
  const fire = (event, ...rest) => (hears.get(event) ?? []).forEach((hear) => hear(...rest));
  const emit = (event, fields = {}, buffers = []) => fire("msg:custom", { v: 1, event, ...fields }, buffers);

  const card = (number) => cardOf(number, state.changed.get(`p${number}`));
  const all = () => {
    const numbers = [];
    for (let i = state.size - 1; i >= 0; i--) if (!state.gone.has(`p${i}`)) numbers.push(i);
    return numbers;
  };
  const found = ({ text = "", favourites, edited }) =>
    all().map(card).filter((each) => each.alt.includes(text) && (!favourites || each.favourite) && (!edited || each.edited));
  const change = (ids, fields) => {
    for (const id of ids) state.changed.set(id, { ...state.changed.get(id), ...fields });
    emit("changed", { cards: ids.map((id) => card(Number(id.slice(1)))), gone: [], total: all().length });
  };

  const verbs = {
    hello: () => ({
      engine: { name: "print-shop", label: "Print shop, not Grok", introduction: "Drawn here, with no key and no charge.", is_billed: false, needs_key: false },
      models: [
        { name: "grok-imagine-image", label: "grok-imagine-image", price: "$0.02 a picture", max_sources: 5, ratios: ["auto", "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9", "1:2", "2:1"], resolutions: ["1k", "2k"], qualities: ["low", "high"] },
        { name: "grok-imagine-image-pro", label: "grok-imagine-image-pro", price: "$0.07", max_sources: 3, ratios: ["1:1", "3:2"], resolutions: ["1k", "2k"], qualities: [] },
      ],
      chat_models: ["grok-4.3"],
      limits: { count: 100, piece: 1048576, upload: 20971520, side: 4096, sources: 5 },
      sorts: [{ name: "newest", label: "Newest" }, { name: "oldest", label: "Oldest" }],
      state: { form: { prompt: "", sources: [], count: 1, aspect_ratio: null, resolution: null, quality: null, model: "grok-imagine-image", mask: null }, sources: [], results: [], view: "create", selected: [], turns: [], about: [], jobs: [] },
    }),
    beat: () => ({}),
    form: ({ count }) => ({ price: `$${(count * 0.02).toFixed(2)}`, detail: `${count} pictures with grok-imagine-image`, notices: [], problems: count > 100 ? [{ field: "count", text: "Count goes from 1 to 100." }] : [] }),
    page({ query, offset, limit }) {
      const cards = found(query);
      return { total: cards.length, offset, ...withThumbs(cards.slice(offset, offset + limit)) };
    },
    facets: () => ({ engines: [{ name: "print-shop", label: "Print shop" }, { name: "xai", label: "xAI" }], models: ["grok-imagine-image", "grok-imagine-image-pro"], first: 1.78e12, last: 1.79e12, total: all().length }),
    cards: ({ ids }) =>
      ids.some((id) => state.gone.has(id)) ? { ok: false, error: { text: "A picture is not in the gallery any more.", field: "" } } : withThumbs(ids.map((id) => card(Number(id.slice(1))))),
    image: ({ id }) => ({ mime: "image/bmp", name: `${id}.bmp`, buffers: [picture(Number(id.slice(1)), 640, 640)] }),
    file: ({ id }) => ({ mime: "image/bmp", name: `${id}.bmp`, buffers: [picture(Number(id.slice(1)), 640, 640)] }),
    source_image: ({ key }) => ({ mime: "image/bmp", name: `${key}.bmp`, width: 640, height: 640, buffers: [picture(Number(key.slice(1)), 640, 640)] }),
    details: ({ id }) => ({
      rows: [["Prompt", card(Number(id.slice(1))).prompt], ["Model", "grok-imagine-image"], ["Size", "1024 x 1024"], ["Cost", "$0"]],
      recipe: `imagine("${card(Number(id.slice(1))).prompt}", n=4)`,
      sources: [{ name: "p1", picture: "p1", width: 1024, height: 1024 }],
    }),
    lineage({ id }) {
      const number = Number(id.slice(1));
      const numbers = [number - 6, number - 3, number, number + 3].filter((each) => each >= 0 && each < state.size);
      const edges = numbers.slice(1).map((each) => [`p${each - 3}`, `p${each}`]);
      return { focus: id, edges, ...withThumbs(numbers.map(card)) };
    },
    source({ picture: id, text }) {
      if (text?.startsWith("no")) return { ok: false, error: { text: `There is no ${text}. Give a path, a URL or a name.`, field: "sources" } };
      const number = id ? Number(id.slice(1)) : ++state.slots;
      return { source: { key: `s${number}`, name: id ?? text, picture: id ?? "", thumb: 0, ...SOURCE }, buffers: [picture(number)] };
    },
    upload: () => ({ upload: `u${++state.slots}` }),
    piece: ({ upload }) => ({ received: 1, source: { key: `s${upload.slice(1)}`, name: "upload.png", picture: "", thumb: 0, ...SOURCE }, buffers: [picture(7)] }),
    favourite: ({ ids, on }) => (change(ids, { favourite: on }), {}),
    alt: ({ id, text }) => (change([id], { alt: text }), {}),
    delete({ ids }) {
      change(ids, { is_deleted: true });
      return { undo: ids.join(), seconds: 10, text: `Deleted ${ids.length} pictures.` };
    },
    undo({ token }) {
      change(token.split(","), { is_deleted: false });
      return {};
    },
    table({ text }) {
      if (text.startsWith("no")) return { ok: false, error: { text: `There is no table '${text}'.`, field: "table" } };
      return { table: { name: text, columns: ["colour", "animal"], n: 3 } };
    },
    table_plan: () => ({ line: "3 requests for 3 rows · about $0.06", problems: [], troubles: [], n_troubles: 0 }),
    table_start({ prompt }) {
      if (prompt.startsWith("no")) return { ok: false, error: { text: "There is no column.", field: "template" } };
      return { run: "r1" };
    },
    table_stop: () => ({}),
    table_cell: () => ({ text: "%%imagine --table df\na {colour} {animal}", note: "" }),
    cell: () => ({ text: '%%imagine\na red fox', note: "" }),
    complete: () => ({ names: [{ name: "fox", what: "a red fox", picture: "p0" }, { name: "harbour", what: "a quiet harbour", picture: "p1" }] }),
    vary: ({ id }) => ({ form: { ...verbs.hello().state.form, prompt: card(Number(id.slice(1))).prompt, count: 4 }, sources: [], buffers: [] }),
    generate(settings) {
      const job = `j${state.next}`;
      setTimeout(() => run(job, settings), 0);
      return { job };
    },
    ask({ question, pictures }) {
      const turn = `t${state.next++}`;
      setTimeout(() => talk(turn, question, pictures), 0);
      return { job: turn, turn };
    },
    cancel: ({ job }) => ((state.cancelled ??= new Set()).add(job), {}),
    key: () => ({ engine: { name: "xai", label: "xAI, billed", introduction: "", is_billed: true, needs_key: false } }),
  };

  const pause = (ms) => new Promise((go) => setTimeout(go, ms * (model.pace ?? 1)));
  const isStopped = (job) => state.cancelled?.has(job);

  async function run(job, { prompt, count }) {
    const cards = [];
    const group = () => ({ job, prompt, created: Date.now(), of: count, ...withThumbs(cards), buffers: undefined });
    const tell = (how) => {
      emit("job", { job, kind: "imagine", state: how, doing: `Making ${count} pictures`, seconds: cards.length / 2, arrived: cards.length, of: count, text: how === "running" ? "" : `Made ${cards.length} pictures in 2.1 s · $0`, error: null, group: job });
      emit("result", { group: { ...group(), state: how } }, cards.map((each) => picture(each.number)));
    };
    tell("running");
    for (let i = 0; i < count && !isStopped(job); i++) {
      await pause(500);
      const number = state.next++;
      state.size = state.next;
      state.changed.set(`p${number}`, { alt: prompt, prompt, created: Date.now() });
      cards.push(card(number));
      tell("running");
      emit("added", { total: all().length, cards: [{ ...card(number), thumb: 0 }] }, [picture(number)]);
    }
    tell(isStopped(job) ? "cancelled" : "done");
  }

  async function talk(turn, question, pictures) {
    const job = turn; // a turn and its job have one id
    const words = "The disc stands before a plain ground; its edge is sharp and the light comes from above.".split(" ");
    const said = { id: turn, question, facts: [], error: null, ...withThumbs(pictures.map((id) => card(Number(id.slice(1))))) };
    const tell = (how, text) =>
      emit("turn", { turn: { ...said, pictures: said.cards, cards: undefined, buffers: undefined, text, pieces: 0, text_html: how === "done" ? `<p>${text}</p>` : "", state: how, facts: how === "done" ? ["grok-4", "$0"] : [] } }, said.buffers);
    tell("running", "");
    for (let i = 0; i < words.length && !isStopped(job); i++) {
      await pause(33);
      emit("text", { job, turn, pieces: i + 1, piece: `${words[i]} ` });
    }
    tell(isStopped(job) ? "cancelled" : "done", words.join(" "));
  }

  function answer(message, buffers) {
    const reply = verbs[message.do]?.(message, buffers) ?? {};
    const { buffers: out = [], ...fields } = reply;
    fire("msg:custom", { v: 1, re: message.msg, ok: true, ...fields }, out);
  }

  return { model, sent, state, emit, fire, verbs };
}
