/** More work was asked for than a judgement may cost; the input is judged invalid. */
export class TooCostly extends Error {
  override name = 'TooCostly';
}

/** Work that a judgement may do in all; one unit of a signature is about 0.1 ms. */
const SIGNATURE_UNITS_MAX = 160;
const COMPARISONS_MAX = 100_000;
const PATHS_MAX = 64;
/** Octets that may be hashed in all, by default; a mebibyte takes about 1 ms. */
const HASHED_OCTETS_MAX = 8 * 1024 * 1024;

/** What verifying takes, by the key: RSA is fast, P-384 is not. Told by the length of the key. */
function unitsOf(spki: Buffer): number {
  if (spki.length > 130) return 1;
  return spki.length > 100 ? 16 : 4;
}

/**
 * Counts the work of one judgement, so that hostile certificates — many of one name, constraints against
 * thousands of names — cost milliseconds. Whoever goes on asking gets `TooCostly`.
 */
export class Effort {
  #signatureUnits = 0;
  #comparisons = 0;
  #paths = 0;
  #hashedOctets = 0;
  readonly #hashedOctetsMax: number;

  /** @param hashedOctetsMax for CRLs larger than those that are read by default */
  constructor(hashedOctetsMax = HASHED_OCTETS_MAX) {
    this.#hashedOctetsMax = Math.max(hashedOctetsMax, HASHED_OCTETS_MAX);
  }

  /** Before a signature over so many octets is verified with the key. @throws TooCostly */
  spendSignature(spki: Buffer, octets: number): void {
    this.#signatureUnits += unitsOf(spki);
    this.#hashedOctets += octets;
    const isTooMuch =
      this.#signatureUnits > SIGNATURE_UNITS_MAX || this.#hashedOctets > this.#hashedOctetsMax;
    if (isTooMuch) throw new TooCostly('too many signatures, or over too much');
  }

  /** @throws TooCostly */
  spendComparisons(count: number): void {
    this.#comparisons += count;
    if (this.#comparisons > COMPARISONS_MAX) throw new TooCostly('too many names to compare');
  }

  /** @throws TooCostly */
  spendPath(): void {
    this.#paths += 1;
    if (this.#paths > PATHS_MAX) throw new TooCostly('too many paths');
  }
}
