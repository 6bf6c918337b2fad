/** Of several wishes for one thing only the latest is answered: the one before is aborted, and its answer is never seen. */
export class Latest {
  /** @type {AbortController|null} */
  #running = null;

  /**
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>|T} task
   * @returns {Promise<T|null>} null when another wish came after it
   */
  async ask(task) {
    this.end();
    const running = (this.#running = new AbortController());
    const { signal } = running;
    try {
      const answer = await task(signal);
      return signal.aborted ? null : answer;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Nothing is wished for any more. */
  end() {
    this.#running?.abort();
    this.#running = null;
  }
}
