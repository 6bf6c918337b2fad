/** How each class fares among some images: counts, recall, precision, F1, and what is taken for what. No DOM. */

/**
 * @typedef {object} ClassLine
 * @property {string} name
 * @property {number} count
 * @property {number} judged     Of them, those with a prediction.
 * @property {number} right
 * @property {number} predicted  Images with a label that are predicted as it.
 * @property {number|null} recall
 * @property {number|null} precision
 * @property {number|null} f1
 *
 * @typedef {{label: string, prediction: string, count: number}} Pair
 */

/**
 * @param {ArrayLike<number> & Iterable<number>} rows
 * @param {string[]} classes
 * @param {Int16Array} labels
 * @param {Int16Array|null} predictions
 * @returns {{lines: ClassLine[], pairs: Pair[]}} the most frequent first
 */
export function countClasses(rows, classes, labels, predictions) {
  const k = classes.length;
  const [counts, judged, right, predicted] = [0, 1, 2, 3].map(() => new Uint32Array(k));
  /** @type {Map<number, number>} */
  const taken = new Map();
  for (const row of rows) {
    const label = labels[row];
    const guess = predictions ? predictions[row] : -1;
    if (label < 0) continue;
    counts[label]++;
    if (guess < 0) continue;
    judged[label]++;
    predicted[guess]++;
    if (guess === label) right[label]++;
    else taken.set(label * k + guess, (taken.get(label * k + guess) ?? 0) + 1);
  }
  const lines = classes.map((name, c) => {
    const share = (/** @type {number} */ of) => (of ? right[c] / of : null);
    const both = judged[c] + predicted[c];
    return { name, count: counts[c], judged: judged[c], right: right[c], predicted: predicted[c], recall: share(judged[c]), precision: share(predicted[c]), f1: judged[c] && both ? (2 * right[c]) / both : null };
  });
  const pairs = [...taken].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([key, count]) => ({ label: classes[Math.floor(key / k)], prediction: classes[key % k], count }));
  return { lines: lines.filter(({ count }) => count).sort((a, b) => b.count - a.count), pairs };
}
