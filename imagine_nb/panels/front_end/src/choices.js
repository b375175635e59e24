/** What the form may say, in pure functions: a count as it is typed, shapes of ratios, sources in order. */

/** What is wrong with a count as typed, in a sentence; "" where it may be asked for. */
export function countProblem(typed, most) {
  const count = Number(typed);
  if (String(typed).trim() === "" || !Number.isInteger(count)) return `Count is a whole number from 1 to ${most}.`;
  if (count < 1) return "Count begins at 1.";
  return count > most ? `Count goes to ${most}.` : "";
}

/** The sides of the little rectangle that shows a ratio, the longer one `side`; null for what is no ratio, such as "auto". */
export function ratioBox(ratio, side = 22) {
  const [, across, down] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(ratio ?? "") ?? [];
  if (!Number(across) || !Number(down)) return null;
  const scale = side / Math.max(across, down);
  return { width: Math.max(4, Math.round(across * scale)), height: Math.max(4, Math.round(down * scale)) };
}

/** A list with the one at `from` taken to `to`; as it was where either is outside. */
export function reordered(list, from, to) {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from], ...rest.slice(to)];
}

/** The value that is shown as chosen: the one set, where the model offers it. */
export const offered = (value, values) => (value && values?.includes(value) ? value : "");

/** The settings as the kernel is sent them: a field that is not set is null. */
export function settingsOf(form) {
  const count = String(form.count ?? "").trim();
  return {
    ...form,
    count: count !== "" && Number.isFinite(Number(count)) ? Math.trunc(Number(count)) : 0,
    aspect_ratio: form.aspect_ratio || null,
    resolution: form.resolution || null,
    quality: form.quality || null,
    mask: form.mask || null,
    region: form.region || null,
  };
}

/** How long something takes, in words: "0.4 s", "12 s", "2 min 5 s". */
export function secondsText(seconds) {
  if (!(seconds >= 0)) return "";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
