import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDomainError } from '../../../domain/errors.ts';
import { printSignedText, readSignedText } from '../../../domain/application/signed-text.ts';
import type {
  ApplicationText,
  RevocationText,
  SignedText,
} from '../../../domain/application/signed-text.ts';
import { vectors } from '../vectors.ts';
import { arbitraryText } from './arbitrary-texts.ts';

const encode = (text: string) => new TextEncoder().encode(text);

function vectorText(id: string): string {
  const found = vectors.texts.find((text) => text.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found.text;
}

function readText<Kind extends SignedText['kind']>(text: string, kind: Kind) {
  const reading = readSignedText(encode(text));
  if (!reading.ok || reading.text.kind !== kind) throw new Error(JSON.stringify(reading));
  return reading.text as Extract<SignedText, { kind: Kind }>;
}

const application = () => readText(vectorText('i'), 'application');

function expectRefused(text: string) {
  const reading = readSignedText(encode(text));
  expect(reading.ok ? reading.text : undefined).toBeUndefined();
  return reading as Extract<typeof reading, { ok: false }>;
}

function expectUnprintable(text: SignedText) {
  expect.assertions(1);
  try {
    printSignedText(text);
  } catch (thrown) {
    expect(isDomainError(thrown, 'MalformedSignedText')).toBe(true);
  }
}

describe('readSignedText', () => {
  it.each(vectors.texts)('reads vector text $id, a $kind', ({ text, kind, octets, textSha256 }) => {
    const bytes = encode(text);
    expect(bytes.length).toBe(octets);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(textSha256);
    const reading = readSignedText(bytes);
    expect(reading).toMatchObject({ ok: true, text: { kind } });
    if (reading.ok) expect(printSignedText(reading.text)).toEqual(bytes);
  });

  it.each(vectors.badTexts)('refuses: $why', ({ text }) => {
    expect(expectRefused(text)).toMatchObject({ ok: false });
  });

  it('reads the values of an application with its key', () => {
    expect(application()).toEqual({
      kind: 'application',
      applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
      edition: 1,
      portal: 'sample-portal',
      service: 'demo-simultaneous',
      identityRoute: 'jpki',
      proxy: 'none',
      name: '山田　花子',
      substitutes: 'none',
      previousCertificates: 'none',
      orders: [{ certificateType: 'basic', validityMonths: 24 }],
      keys: {
        delivery: 'simultaneous',
        spkiSha256: ['c9674345ca423860b35d9065470274dba6206992cd0369a304dc99bca213b059'],
      },
      explanation: {
        date: '2026-10-01',
        sha256: '5d7c683f42728aa78c225fafc1c057bc0f3d17ce4bbaf6f7c42ebd47c91624df',
      },
      nonce: '9f86d081884c7d659a2feaa0c55ad015',
      createdAt: '2026-12-01T09:30:00+09:00',
      expiresAt: '2026-12-01T10:30:00+09:00',
    } satisfies ApplicationText);
  });

  it('reads a corrected application that waits for its code', () => {
    expect(readText(vectorText('ii'), 'application')).toMatchObject({
      edition: 2,
      previousTextSha256: 'a81303c1da5acb5ef3d88f10d43d11e572626b5c6d2241677c08033bc87bc581',
      substitutes: 'signedConsent',
      previousCertificates: 'revokeAfterAcceptance',
      orders: [{ certificateType: 'basic' }, { certificateType: 'attribute' }],
      keys: { delivery: 'code', letterTo: 'jpkiAddress' },
    });
  });

  it('keeps the name code point for code point', () => {
    const name = '神\u{E0100}　e\u0301';
    const text = vectorText('i').replace('山田　花子', name);
    expect(readText(text, 'application').name).toBe(name);
  });

  it('reads a reason with a day that is not known', () => {
    const text = vectorText('iii').replace('生じた日：2026-12-20', '生じた日：不明');
    const request: RevocationText = readText(text, 'revocation');
    expect(request.reasonCode).toBe('keyCompromise');
    expect(request).not.toHaveProperty('invalidityDate');
  });

  it.each([
    ['a day that the calendar lacks', '重要事項説明：2026-10-01', '重要事項説明：2026-02-29'],
    ['an hour that the day lacks', 'T09:30:00', 'T24:00:00'],
    ['another time zone', '09:30:00+09:00', '00:30:00+00:00'],
    ['version 4 of UUID', '7c3a-9f10', '4c3a-9f10'],
    ['an upper-case UUID', '7c3a-9f10', '7C3A-9f10'],
    ['edition 0', '版：1\n', '版：0\n'],
    ['an edition of three digits', '版：1\n', `版：100\n前の版：SHA-256 ${'a'.repeat(64)}\n`],
    ['an edition with a leading zero', '版：1\n', '版：01\n'],
    ['edition 1 with an earlier text', '版：1\n', `版：1\n前の版：SHA-256 ${'a'.repeat(64)}\n`],
    ['a portal that ends in a hyphen', 'sample-portal', 'sample-'],
    ['a portal of 65 characters', 'sample-portal', 'p'.repeat(65)],
    ['no months', '24か月', '0か月'],
    ['a number with a gap', '証明書1', '証明書2'],
    ['an empty name', '山田　花子', ''],
    ['a name of 201 characters', '山田　花子', '山'.repeat(201)],
    ['a line separator in the name', '山田　花子', '山田\u2028花子'],
    ['a byte order mark in the name', '山田　花子', '山田\uFEFF花子'],
    ['a tab', '山田　花子', '山田\t花子'],
    ['a delete character', '山田　花子', '山田\u007F花子'],
    ['a next-line character', '山田　花子', '山田\u0085花子'],
    ['the last control character', '山田　花子', '山田\u009F花子'],
    ['a unit separator', '山田　花子', '山田\u001F花子'],
    ['a birth date with a JPKI signature', '代替文字', '生年月日：1980-01-01\n代替文字'],
    ['a space after a label', '版：1', '版： 1'],
    ['an empty line', '版：1\n', '版：1\n\n'],
    ['a fifth kind of text', '電子証明書利用申込書', '電子証明書再発行申込書'],
    ['a property of all objects as title', '電子証明書利用申込書', 'constructor'],
    ['another grammar', 'toroku-text/1', 'toroku-text/2'],
  ])('refuses %s', (_, from, to) => {
    expect(vectorText('i')).toContain(from);
    expectRefused(vectorText('i').replace(from, to));
  });

  it.each([
    ['an own certificate without address', 'ownCertificate', {}],
    ['an own certificate with birth date', 'ownCertificate', { birthDate: '1980-01-01' }],
    ['paper without birth date', 'paperInquiry', { address: '東京都' }],
    ['paper without address', 'paperSealRegistered', { birthDate: '1980-01-01' }],
    ['JPKI with address', 'jpki', { address: '東京都' }],
  ] as const)('refuses %s', (_, identityRoute, more) => {
    expectUnprintable({ ...application(), identityRoute, ...more });
  });

  it('refuses substitute characters with another method than JPKI', () => {
    expectUnprintable({
      ...application(),
      identityRoute: 'ownCertificate',
      address: '東京都',
      substitutes: 'signedConsent',
    });
  });

  it.each([
    ['jpki', 'textAddress', {}],
    ['ownCertificate', 'jpkiAddress', { address: '東京都' }],
  ] as const)('refuses a letter of method %s to %s', (identityRoute, letterTo, more) => {
    const keys = { delivery: 'code', letterTo } as const;
    expectUnprintable({ ...application(), identityRoute, keys, ...more });
  });

  it('refuses the same key for two certificates', () => {
    const [order] = application().orders;
    const key = 'c9'.repeat(32);
    expectUnprintable({
      ...application(),
      orders: [order!, order!],
      keys: { delivery: 'simultaneous', spkiSha256: [key, key] },
    });
  });

  it('refuses a fifth certificate', () => {
    const [order] = application().orders;
    expectUnprintable({
      ...application(),
      orders: Array.from({ length: 5 }, () => order!),
      keys: { delivery: 'code', letterTo: 'jpkiAddress' },
    });
  });

  it('refuses a day of danger with another reason', () => {
    const request = readText(vectorText('iii'), 'revocation');
    expectUnprintable({ ...request, reasonCode: 'superseded' });
  });

  it('refuses more than 4096 octets', () => {
    expect(expectRefused(`${vectorText('i')}${'山'.repeat(1366)}`).reason).toContain('4096');
  });

  it('names the line that it refuses', () => {
    expect(expectRefused(vectorText('i').replace('版：1', '版：x')).line).toBe(5);
    expect(expectRefused(`${vectorText('i')}備考：\n`).line).toBe(22);
    expect(expectRefused(vectorText('i').replace('山田　花子', '山\u200b\u0007')).line).toBe(10);
  });

  it('never puts a value into its reason', () => {
    expect(
      expectRefused(vectorText('i').replace('山田　花子', '山'.repeat(201))).reason,
    ).not.toMatch(/山/);
  });

  it('refuses octets that are not UTF-8', () => {
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      const octets = Uint8Array.from([...encode(vectorText('i')), ...bad]);
      expect(readSignedText(octets)).toMatchObject({ ok: false, reason: 'not UTF-8' });
    }
  });

  it('answers whatever the octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (octets) => {
        expect(readSignedText(octets).ok).toBe(false);
      }),
    );
  });
});

describe('printSignedText', () => {
  it('prints what reads back to the same values', () => {
    fc.assert(
      fc.property(arbitraryText, (text) => {
        expect(readSignedText(printSignedText(text))).toEqual({ ok: true, text });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves no octet that may change without notice', () => {
    fc.assert(
      fc.property(arbitraryText, fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, flip) => {
        const octets = printSignedText(text);
        const place = at % octets.length;
        octets[place] = octets[place]! ^ flip;
        const reading = readSignedText(octets);
        if (reading.ok) {
          expect(reading.text).not.toEqual(text);
          expect(printSignedText(reading.text)).toEqual(octets);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves no octet that may be lost or added', () => {
    const octets = encode(vectorText('iv'));
    const receipt = readText(vectorText('iv'), 'receipt');
    for (let index = 0; index < octets.length; index += 1) {
      const shorter = Uint8Array.from([...octets.slice(0, index), ...octets.slice(index + 1)]);
      const doubled = Uint8Array.from([...octets.slice(0, index + 1), ...octets.slice(index)]);
      for (const changed of [shorter, doubled]) {
        const reading = readSignedText(changed);
        if (reading.ok) expect(reading.text).not.toEqual(receipt);
      }
    }
  });

  it.each(['山田\n住所：東京都', '山田\r', '\ud83c', '山'.repeat(201)])(
    'refuses the name %j',
    (name) => {
      expectUnprintable({ ...application(), name });
    },
  );

  it.each([
    { edition: 2 },
    { edition: 1.5 },
    { portal: 'Portal' },
    { nonce: '00' },
    { createdAt: '2026-12-01T00:30:00Z' },
    { orders: [] },
    { orders: [{ certificateType: 'basic' as const, validityMonths: 100 }] },
  ])('refuses %j', (change) => {
    expectUnprintable({ ...application(), ...change });
  });
});
