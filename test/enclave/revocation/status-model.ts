/** What can be asked about one certificate, by one of a few requests. */
export type Asked = {
  readonly does: 'record' | 'recordWrong' | 'suspend' | 'release' | 'upgrade';
  readonly by: number;
};

/** What a certificate is after what was asked, told in the plainest way. */
export class StatusModel {
  revokedFor: 'superseded' | 'keyCompromise' | undefined;
  #heldBy: number | undefined;
  readonly #wereHeldBy = new Set<number>();

  get status(): 'good' | 'held' | 'revoked' {
    if (this.revokedFor) return 'revoked';
    return this.#heldBy === undefined ? 'good' : 'held';
  }

  apply({ does, by }: Asked): void {
    if (does === 'record') this.revokedFor ??= 'superseded';
    if (does === 'upgrade' && this.revokedFor) this.revokedFor = 'keyCompromise';
    if (does === 'release' && this.#heldBy === by) this.#heldBy = undefined;
    // A request holds once: it was decided when its hold ended.
    const isHeldAnew = does === 'suspend' && this.status === 'good' && !this.#wereHeldBy.has(by);
    if (isHeldAnew) {
      this.#heldBy = by;
      this.#wereHeldBy.add(by);
    }
  }
}
