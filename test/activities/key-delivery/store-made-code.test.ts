import { describe, expect, it } from 'vitest';
import { storeMadeCode } from '../../../activities/key-delivery/store-made-code.ts';
import type { CaseFile, CaseRow, CodeRow } from '../../../db/decision/case-file.ts';

const NOW = new Date('2026-12-01T00:00:00Z');
const dispatchId = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
const answer = {
  outcome: 'made',
  codeNumber: 3,
  salt: 'a'.repeat(32),
  ciphertextSha256: 'b'.repeat(64),
  vendorKeySha256: 'c'.repeat(64),
  madeAt: NOW.getTime(),
  lapsesAt: NOW.getTime() + 1,
};

/** Resends that the third code counts, made after a second one that was the first resend. */
function resendsAfter(instructionSha256: string, { isResend }: { readonly isResend: boolean }) {
  const code = {
    code_number: 2,
    resend: 1,
    state: 'posted',
    posted_at: NOW.toISOString(),
    instruction_sha256: 'standing',
  } as CodeRow;
  const step = { do: 'make', codeNumber: 3, isResend, dispatchId } as const;
  const row = { id: 'case', portalId: 'portal', edition: 1, instructionSha256 } as CaseRow;
  const file = { row, code } as CaseFile;
  return storeMadeCode(file, { step, answer, now: NOW }).codes?.at(-1)?.['resend'];
}

describe('storeMadeCode', () => {
  it('counts the resends of the instruction that stands, also where a code is made again', () => {
    expect(resendsAfter('standing', { isResend: true })).toBe(2);
    expect(resendsAfter('standing', { isResend: false })).toBe(1);
    expect(resendsAfter('another', { isResend: false })).toBe(0);
  });
});
