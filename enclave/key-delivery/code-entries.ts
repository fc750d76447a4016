import { sha256Hex } from '../../books/canonical-json.ts';
import type { Run } from '../../books/entry.ts';
import type { CodeName, FailedAttemptRow } from '../book/code-rows.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';

/** When an entry is written, and from which run. */
export interface Writing {
  readonly at: Date;
  readonly run: Run | undefined;
}

const ROOM_WORKER = { kind: 'system', id: 'enclave-worker' } as const;

/** Applicants are named by their application. */
const applicantOf = ({ applicationId }: CodeName) =>
  ({ kind: 'applicant', id: applicationId }) as const;

const common = ({ applicationId }: CodeName, { at, run }: Writing) => ({
  id: newEntryId(),
  items: ['1ヘ'] as const,
  at: at.toISOString(),
  case: applicationId,
  ...(run ? { run } : {}),
});

/** `code.generated`: for whose key its letter is encrypted, and when it lapses if it is never posted. */
export const generatedEntry = (
  code: CodeName & {
    readonly lapsesAfterDays: number;
    readonly vendorKeySha256: string;
    readonly ciphertextSha256: string;
  },
  writing: Writing,
): RoomEntry => ({
  ...common(code, writing),
  event: 'code.generated',
  actor: ROOM_WORKER,
  data: {
    codeNumber: code.codeNumber,
    application: code.applicationId,
    lapsesAfterDays: code.lapsesAfterDays,
    vendorKeySha256: code.vendorKeySha256,
    ciphertextSha256: code.ciphertextSha256,
  },
});

export const voidedEntry = (code: CodeName, cause: string, writing: Writing): RoomEntry => ({
  ...common(code, writing),
  event: 'code.voided',
  actor: ROOM_WORKER,
  data: { codeNumber: code.codeNumber, cause },
});

export const lapsedEntry = (code: CodeName, writing: Writing): RoomEntry => ({
  ...common(code, writing),
  event: 'code.lapsed',
  actor: ROOM_WORKER,
  data: { codeNumber: code.codeNumber },
});

/** `code.attemptFailed`, and `code.locked` where it was the last one. */
export const failedEntries = (
  attempt: FailedAttemptRow,
  sourceCommitment: string,
  writing: Writing,
): RoomEntry[] => {
  const { codeNumber, failures, isLocked } = attempt;
  const failed: RoomEntry = {
    ...common(attempt, writing),
    event: 'code.attemptFailed',
    actor: applicantOf(attempt),
    data: { codeNumber, failures, sourceCommitment },
  };
  const locked: RoomEntry = {
    ...common(attempt, writing),
    event: 'code.locked',
    actor: ROOM_WORKER,
    data: { codeNumber, failures },
  };
  return isLocked ? [failed, locked] : [failed];
};

/** `code.redeemed`: for which keys, by which evidence. */
export const redeemedEntry = (
  code: CodeName & {
    readonly keys: readonly string[];
    readonly mac: Buffer;
    readonly redemption: Buffer;
    readonly proofs: Buffer;
  },
  writing: Writing,
): RoomEntry => ({
  ...common(code, writing),
  event: 'code.redeemed',
  actor: applicantOf(code),
  evidence: [
    { kind: 'codeRedemption', sha256: sha256Hex(code.redemption), size: code.redemption.length },
    { kind: 'proofOfPossession', sha256: sha256Hex(code.proofs), size: code.proofs.length },
  ],
  data: { codeNumber: code.codeNumber, keys: [...code.keys], macSha256: sha256Hex(code.mac) },
});

/** `gate.refused` of a code: it names no order. */
export const codeRefusedEntry = (
  { applicationId }: { readonly applicationId: string },
  { check, detail }: { readonly check: string; readonly detail: string },
  writing: Writing,
): RoomEntry => ({
  ...common({ applicationId, codeNumber: 0 }, writing),
  event: 'gate.refused',
  actor: ROOM_WORKER,
  data: { check, detail },
});
