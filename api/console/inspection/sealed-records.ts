import type { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import type { EvidenceInput } from '../../../adapters/evidence-store/packs.ts';
import type { Access, Reading } from '../../../db/inspection/access.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { readingRole } from '../roles.ts';

/** Reading the octets of evidence, and what lies sealed beside the books. */
export type EvidenceReader = Pick<EvidenceStore, 'get' | 'hasKeys' | 'unseal'>;

/** Keeping what belongs to an act: assertions, letters, notes. Whoever keeps reads nothing by it. */
export type EvidenceKeeper = Pick<EvidenceStore, 'put' | 'seal' | 'createChain'>;

/** Octets on their way into the evidence. */
export type ToKeep<K extends string> = EvidenceInput<K>;

/** A case whose personal data is opened. */
export interface SealedCase {
  readonly id: string;
  readonly chainId: string;
}

/** Evidence by kind and hash. */
export interface SealedObject {
  readonly kind: string;
  readonly sha256: string;
}

/** Who opens, and why. */
export interface Opener {
  readonly officer: StaffMember;
  readonly purpose: string;
}

/** What a piece of evidence shows when a case page opens it; any other shows what its kind says. */
const FIELDS_OF_KIND: Readonly<Record<string, readonly string[]>> = {
  signatureContainer: ['jpkiName', 'birthDate', 'address'],
};

const fieldsOnPage = (kind: string): readonly string[] => FIELDS_OF_KIND[kind] ?? [kind];

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message.startsWith('EvidenceMissing') ||
    (error as { type?: unknown }).type === 'EvidenceMissing');

/** Sealed data while it is opened for one page: whatever comes out of it is noted. */
export class OpenedRecords {
  readonly #evidence: EvidenceReader;
  readonly #fields = new Map<string, Set<string>>();

  constructor(evidence: EvidenceReader) {
    this.#evidence = evidence;
  }

  #note({ id }: SealedCase, fields: readonly string[]): void {
    const noted = this.#fields.get(id) ?? new Set();
    for (const field of fields) noted.add(field);
    this.#fields.set(id, noted);
  }

  /** Whether there are keys at all; it opens nothing. */
  hasKeys({ chainId }: Pick<SealedCase, 'chainId'>): boolean {
    return this.#evidence.hasKeys(chainId);
  }

  /** The name of the applicant; undefined once the keys are gone. */
  name(of: SealedCase & { readonly nameSealed: Buffer }): string | undefined {
    if (!this.hasKeys(of)) return undefined;
    try {
      const name = this.#evidence.unseal(of.chainId, of.nameSealed).toString('utf8');
      this.#note(of, ['name']);
      return name;
    } catch (error) {
      // Destroyed between the look and the opening.
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Notes that what is opened goes on paper, from where nobody can take it back. */
  printed(of: SealedCase): void {
    this.#note(of, ['caseSheet']);
  }

  /**
   * What the store has of the objects, by hash; one that is missing does not hide the others.
   *
   * @param fieldsOf what of personal data a page shows of a kind.
   */
  objects(
    of: SealedCase,
    wanted: readonly SealedObject[],
    fieldsOf: (kind: string) => readonly string[] = fieldsOnPage,
  ): Map<string, Buffer> {
    const found = this.#found(of, wanted);
    for (const { kind, sha256 } of wanted) if (found.has(sha256)) this.#note(of, fieldsOf(kind));
    return found;
  }

  #found({ id, chainId }: SealedCase, wanted: readonly SealedObject[]): Map<string, Buffer> {
    try {
      const hashes = wanted.map(({ sha256 }) => sha256);
      return this.#evidence.get({ caseId: id, chainId }, hashes);
    } catch (error) {
      if (!isMissing(error)) throw error;
      if (wanted.length < 2) return new Map();
      return new Map(wanted.flatMap((one) => [...this.#found({ id, chainId }, [one])]));
    }
  }

  /** The reads that were noted, one row a case. */
  readings({ officer, purpose }: Opener, at: Date): Reading[] {
    const by = { at, officerId: officer.id, role: readingRole(officer), purpose };
    return Array.from(this.#fields, ([caseId, fields]) => ({ ...by, caseId, fields: [...fields] }));
  }
}

/** Opening personal data for a person; the pages have no other way to it. */
export interface SealedRecords {
  /**
   * Opens what a page shows. What `look` gives comes out only after the reads are durable in the access
   * table (規則12条1項4号ト): no record, no page. Where nothing was opened nothing is recorded.
   */
  open<T>(by: Opener, look: (records: OpenedRecords) => T): Promise<T>;
}

/** The one place where the console opens personal data. */
export const openSealedRecords = (
  evidence: EvidenceReader,
  access: Pick<Access, 'record'>,
  now: () => Date,
): SealedRecords => ({
  async open(by, look) {
    const records = new OpenedRecords(evidence);
    const seen = look(records);
    await access.record(records.readings(by, now()));
    return seen;
  },
});
