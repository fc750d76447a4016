import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LetterStore, letterPath } from '../../../../adapters/evidence-store/letter-store.ts';
import { vendorFileOctets } from '../../../../adapters/letter-files/vendor-file.ts';
import { writeEntry } from '../../../../db/books/write-entry.ts';
import type { OfficeDatabase } from '../../../../db/office-database.ts';
import { caseInputs } from '../../../../db/schema/application.ts';
import { deliveryCodes, dispatchLots, lotInputs } from '../../../../db/schema/dispatch.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { CODE_LETTER_MAIL } from '../../../../domain/dispatch/letter-lots.ts';
import { CASE_PLANS, SEED_NOW, WORKED_EXAMPLE } from './case-plans.ts';

/** A lot that waits for its second seal, and one that the vendor has and that is late. */
export const PROPOSED_LOT = '019ad7f9-0000-7000-8000-0000000000b1';
export const SEALED_LOT = '019ad7f9-0000-7000-8000-0000000000b2';

/** A proposal that was applied, by reception. */
export const LOT_INPUT = '019ad7f9-0000-7000-8000-0000000000b3';

/** The case whose letter came back, and an order of another one that had no effect. */
export const RESEND_CASE = '019ad7e9-5f66-7a50-8e72-6f708192a306';
export const RESENT = '019ad7f9-0000-7000-8000-0000000000b4';
/** A receipt on paper that had no effect. */
export const PAPER_RECEIPT = '019ad7f9-0000-7000-8000-0000000000b5';

const HOUR_MS = 3_600_000;
const ago = (hours: number): Date => new Date(SEED_NOW.getTime() - hours * HOUR_MS);

/** Where letters are seeded. */
export interface LetterPlace {
  readonly owner: OfficeDatabase;
  readonly directory: string;
}

type Code = typeof deliveryCodes.$inferInsert;

/** Puts a letter into its folder as the room does. Nobody could open it: these are random octets. */
export function keepLetter({ directory }: Pick<LetterPlace, 'directory'>): string {
  const octets = randomBytes(600);
  const sha256 = createHash('sha256').update(octets).digest('hex');
  const path = join(directory, 'evidence', letterPath(sha256));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, octets);
  return sha256;
}

/** Writes a code with its letter, as it is after the room made it. @returns its dispatch */
export async function seedCode(
  place: LetterPlace,
  code: Pick<Code, 'caseId'> & Partial<Code>,
): Promise<string> {
  const dispatchId = uuidV7(SEED_NOW.getTime());
  const madeAt = ago(20);
  await place.owner.insert(deliveryCodes).values({
    codeNumber: 1,
    edition: 1,
    state: 'generated',
    salt: 'ab'.repeat(16),
    dispatchId,
    ciphertextSha256: keepLetter(place),
    vendorKeySha256: 'e5'.repeat(32),
    madeAt,
    lapsesAt: new Date(madeAt.getTime() + 60 * 24 * HOUR_MS),
    ...code,
  });
  return code.dispatchId ?? dispatchId;
}

interface Sealing {
  readonly lot: string;
  readonly by: string;
  readonly role: string;
  readonly letters: number;
  readonly sha256: string;
  readonly at: Date;
}

const sealed = (owner: OfficeDatabase, { lot, by, role, letters, sha256, at }: Sealing) =>
  writeEntry(owner, {
    event: 'letter.lotSealed',
    items: ['1ヘ'],
    at: at.toISOString(),
    case: lot,
    actor: { kind: 'officer', id: by, role, terminal: 'T-07', nameCommitment: 'a'.repeat(64) },
    data: { lot, letters, vendorFileSha256: sha256 },
  });

type Letters = readonly Partial<Code>[];

/** A lot with letters of some cases, proposed by reception and perhaps sealed by an issuing operator. */
async function seedLot(
  place: LetterPlace,
  {
    id,
    letters,
    cases,
    isSealed,
  }: { id: string; letters: Letters; cases: string[]; isSealed: boolean },
): Promise<void> {
  const { owner, directory } = place;
  const [proposedAt, sealedAt] = [ago(80), ago(79)];
  const made = letters.map((letter, i) => ({
    ...letter,
    caseId: cases[i] ?? '',
    dispatchId: uuidV7(ago(90).getTime() + i),
    ciphertextSha256: keepLetter(place),
  }));
  const named = made.map(({ dispatchId: dispatch, ciphertextSha256, codeNumber = 1 }) => ({
    dispatch,
    codeNumber,
    ciphertextSha256,
  }));
  const files = new LetterStore(join(directory, 'evidence'));
  const octets = vendorFileOctets({ lot: id, mailKind: CODE_LETTER_MAIL }, named, files);
  const sha256 = createHash('sha256')
    .update(octets ?? '')
    .digest('hex');
  const count = letters.length;
  await owner.insert(dispatchLots).values({
    id,
    letters: count,
    vendorFileSha256: sha256,
    proposedBy: 'officer-04',
    proposedAt,
    ...(isSealed && { sealedBy: 'officer-07', sealedAt, printBy: ago(10) }),
  });
  for (const letter of made) await seedCode(place, { ...letter, lotId: id });
  const told = { lot: id, letters: count, sha256 };
  await sealed(owner, { ...told, by: 'officer-04', role: 'reception', at: proposedAt });
  if (!isSealed) return;
  await sealed(owner, { ...told, by: 'officer-07', role: 'issuingOperator', at: sealedAt });
}

/** An input of reception about a lot, and an order of an approver's: both were judged. */
async function seedInputs(owner: OfficeDatabase): Promise<void> {
  await owner.insert(lotInputs).values({
    id: LOT_INPUT,
    lotId: PROPOSED_LOT,
    kind: 'propose',
    officerId: 'officer-04',
    role: 'reception',
    terminal: 'T-07',
    content: { v: 1, dispatches: [] },
    receivedAt: ago(80),
    appliedAt: ago(80),
  });
  await owner.insert(caseInputs).values({
    id: RESENT,
    caseId: RESEND_CASE,
    kind: 'resend',
    actor: 'officer-03',
    contentSha256: 'd2'.repeat(32),
    receivedAt: ago(1),
    appliedAt: ago(1),
    result: { state: 'keyDelivery', refused: 'stateMoved' },
  });
  await owner.insert(caseInputs).values({
    id: PAPER_RECEIPT,
    caseId: WORKED_EXAMPLE.id,
    kind: 'receipt',
    actor: 'officer-04',
    contentSha256: 'd3'.repeat(32),
    receivedAt: ago(1),
    appliedAt: ago(1),
    result: { state: 'issued', isApplied: false, refused: 'certificateNotOpen' },
  });
}

/** Letters at every step: three that wait, a lot with one seal, one that is late at the vendor, and one that came back. */
export async function seedLetters(place: LetterPlace): Promise<void> {
  const cases = CASE_PLANS.map(({ id }) => id).filter((id) => id !== RESEND_CASE);
  const of = (from: number, count: number) => cases.slice(from, from + count);
  for (const caseId of of(0, 3)) await seedCode(place, { caseId });
  const proposed = { id: PROPOSED_LOT, letters: [{}, {}], cases: of(3, 2), isSealed: false };
  await seedLot(place, proposed);
  const [printedAt, postedAt, endedAt] = [ago(40), ago(30), ago(2)];
  const returned = { printedAt, postedAt, endedAt, unusableAt: endedAt };
  await seedLot(place, {
    id: SEALED_LOT,
    isSealed: true,
    cases: [...of(5, 3), RESEND_CASE],
    letters: [
      { state: 'sealed' },
      { state: 'posted', printedAt, postedAt },
      { state: 'voided', endedAt },
      { state: 'voided', ...returned, returnReason: 'addressUnknown', resend: 1, codeNumber: 2 },
    ],
  });
  await seedInputs(place.owner);
}
