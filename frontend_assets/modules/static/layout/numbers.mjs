/** Arithmetic as explorer/layout/ has it, to the last bit that a whole pixel may hang on. No DOM. */

/** To the nearest whole number, and of two the even one. @param {number} x */
export function roundEven(x) {
  const low = Math.floor(x);
  const off = x - low;
  if (off !== 0.5) return off < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/** @param {number} x @param {number} least @param {number} most which counts where it is less than `least` */
export function clip(x, least, most) {
  return Math.min(Math.max(x, least), most);
}

/** Sum of `list[first, last)` in the order in which NumPy adds. @param {ArrayLike<number>} list @param {number} [first] @param {number} [last] @returns {number} */
export function sum(list, first = 0, last = list.length) {
  const count = last - first;
  if (count > 128) {
    let half = count >> 1;
    half -= half % 8;
    return sum(list, first, first + half) + sum(list, first + half, last);
  }
  let total = 0;
  let at = first;
  if (count >= 8) {
    const parts = Array.from({ length: 8 }, (_, i) => list[first + i]);
    for (at = first + 8; at + 8 <= last; at += 8) for (let i = 0; i < 8; i++) parts[i] += list[at + i];
    total = parts[0] + parts[1] + (parts[2] + parts[3]) + (parts[4] + parts[5] + (parts[6] + parts[7]));
  }
  for (; at < last; at++) total += list[at];
  return total;
}

/** Sums of the runs that begin at `starts`. @param {ArrayLike<number>} list @param {number[]} starts */
export function sumsOfRuns(list, starts) {
  return starts.map((first, i) => {
    const last = starts[i + 1] ?? list.length;
    return last - first > 1 ? list[first] + sum(list, first + 1, last) : list[first];
  });
}

/** 0, a, a + b, … @param {ArrayLike<number>} list */
export function running(list) {
  const out = [0];
  for (let i = 0; i < list.length; i++) out.push(out[i] + list[i]);
  return out;
}

/** How many of an ascending list are below `value`. @param {ArrayLike<number>} list @param {number} value */
export function below(list, value) {
  let [lo, hi] = [0, list.length];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (list[middle] < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
