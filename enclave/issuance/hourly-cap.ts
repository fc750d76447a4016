const HOUR_MS = 3600 * 1000;

/**
 * How many certificates each issuer key was ordered to sign within the last hour: the room's own
 * bound on what a lying office could gain. It counts intents, and is filled from them at start.
 */
export class HourlyCap {
  readonly #intents = new Map<string, number[]>();

  /** Counts an intent. Instants rise. */
  count(issuerKeyId: string, at: Date): void {
    const list = this.#intents.get(issuerKeyId) ?? [];
    list.push(at.getTime());
    this.#intents.set(issuerKeyId, list);
  }

  /** Whether one more stays within `perHour`. */
  hasRoom(issuerKeyId: string, now: Date, perHour: number): boolean {
    const list = this.#intents.get(issuerKeyId);
    if (!list) return perHour > 0;
    const since = now.getTime() - HOUR_MS;
    let expired = 0;
    while ((list[expired] ?? Number.POSITIVE_INFINITY) <= since) expired += 1;
    if (expired > 0) list.splice(0, expired);
    return list.length < perHour;
  }
}
