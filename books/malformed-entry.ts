/**
 * An entry that breaks the books' format. It names the place, as `data.orders[0].order`, and the
 * rule, but no value: values may be personal data.
 */
export class MalformedEntry extends Error {
  override name = 'MalformedEntry';
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(path === '' ? reason : `${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}

/** @throws MalformedEntry, always */
export function refuse(path: string, reason: string): never {
  throw new MalformedEntry(path, reason);
}
