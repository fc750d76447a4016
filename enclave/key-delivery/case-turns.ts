/** Lets what concerns one case happen one after the other, in the order that it was asked for. */
export class CaseTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does something once everything before it has ended, well or not. */
  async take<T>(caseId: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(caseId) ?? Promise.resolve();
    const mine = before.then(act, act);
    this.#last.set(caseId, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(caseId) === mine) this.#last.delete(caseId);
    }
  }
}
