import { describe, expect, it } from 'vitest';
import {
  letterInputKinds,
  readLetterInput,
  readResend,
  resendOrderText,
  type LetterInputKind,
} from '../../../domain/key-delivery/letter-inputs.ts';

const ID = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const common = {
  v: 1,
  dispatch: ID,
  codeNumber: 1,
  at: '2026-12-09T03:00:00.000Z',
  from: 'vendor',
  vendor: 'printer',
  reportSha256: 'c'.repeat(64),
  officer: 'rc1',
  role: 'reception',
  terminal: 'T-07',
};
const said: Readonly<Record<LetterInputKind, Readonly<Record<string, unknown>>>> = {
  letterPrinted: { ...common, kind: 'letterPrinted', lot: ID },
  letterPosted: {
    ...common,
    kind: 'letterPosted',
    lot: ID,
    mailKind: 'honninGentei',
    addressCommitment: 'a'.repeat(64),
    trackingCommitment: 'b'.repeat(64),
    entry: ID,
    openings: [{ field: 'f', kind: 'tracking', keyId: ID, sealed: 'AAAA' }],
  },
  letterDelivered: { ...common, kind: 'letterDelivered', deliveredOn: '2026-12-11' },
  letterReturned: { ...common, kind: 'letterReturned', from: 'officer', reason: 'moved' },
};

describe('readLetterInput', () => {
  it.each(letterInputKinds)('reads what %s says, and nothing that lacks a part of it', (kind) => {
    expect(readLetterInput(kind, said[kind])).toEqual(said[kind]);
    for (const name of Object.keys(said[kind])) {
      if (kind === 'letterReturned' && ['vendor', 'reportSha256'].includes(name)) continue;
      const { [name]: _left, ...rest } = said[kind];
      expect([name, readLetterInput(kind, rest)]).toEqual([name, undefined]);
    }
  });

  it.each([
    ['letterPrinted', { from: 'officer' }],
    ['letterReturned', { from: 'vendor' }],
    ['letterReturned', { reason: 'rain' }],
    ['letterDelivered', { deliveredOn: '2026-02-30' }],
    ['letterPosted', { at: '2026-12-09' }],
    ['letterPosted', { openings: [{ field: 'f' }] }],
    ['letterPosted', { codeNumber: 0 }],
    ['letterPosted', { kind: 'letterPrinted' }],
  ] as const)('takes no %s with %o', (kind, change) => {
    expect(readLetterInput(kind, { ...said[kind], ...change })).toBeUndefined();
  });

  it.each([undefined, null, 'text', 7])('reads nothing out of %o', (content) => {
    expect(readLetterInput('letterPrinted', content)).toBeUndefined();
    expect(readResend(content)).toBeUndefined();
  });
});

describe('readResend', () => {
  const resend = {
    v: 1,
    kind: 'resend',
    officer: 'ap1',
    role: 'approver',
    terminal: 'T-07',
    codeNumber: 1,
    reasons: ['lapsed'],
    assertionSha256: 'a'.repeat(64),
  };

  it('reads an order of another code', () => {
    expect(readResend(resend)).toEqual(resend);
  });

  it.each([
    { role: 'reception' },
    { reasons: [] },
    { reasons: ['lapsed', 'locked'] },
    { reasons: ['rain'] },
    { codeNumber: 1.5 },
    { assertionSha256: 'a' },
  ])('takes none with %o', (change) => {
    expect(readResend({ ...resend, ...change })).toBeUndefined();
  });

  it('is signed about one code of one case', () => {
    expect(resendOrderText(ID, 2)).toBe(`toroku-resend/1\n${ID}\n2\n`);
  });
});
