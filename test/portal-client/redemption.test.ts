import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { printedCode } from '../../domain/key-delivery/code.ts';
import { ApplicantKey } from '../../portal-client/keys.ts';
import {
  CodeMistyped,
  redemptionOf,
  WeakDerivation,
  type KeyDelivery,
} from '../../portal-client/redemption.ts';

const SYMBOLS = 'K7QM4XRT9C2HABCD';
const delivery: KeyDelivery = {
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  codeNumber: 2,
  state: 'delivered',
  salt: '00112233445566778899aabbccddeeff',
  iterations: 600_000,
  nonce: '9f86d081884c7d659a2feaa0c55ad015',
  nonceExpiresAt: '2026-12-02T09:30:00+09:00',
  attemptsLeft: 5,
  textSha256: 'cd'.repeat(32),
  orders: [
    { order: 1, certificateType: 'basic' },
    { order: 2, certificateType: 'attribute' },
  ],
};

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** The MAC, written down once more from the specification of the code. */
function macOf(spkis: readonly Uint8Array[]): string {
  const salt = Buffer.from(delivery.salt, 'hex');
  const k = pbkdf2Sync(SYMBOLS, salt, 600_000, 32, 'sha256');
  const keys = spkis.map((spki, index) => `${index + 1} ${sha256(spki)}\n`).join('');
  const message = `toroku-redeem/1\n${delivery.applicationId}\n2\n${delivery.nonce}\n${keys}`;
  return createHmac('sha256', k).update(message).digest('hex');
}

const keys = await Promise.all([ApplicantKey.make(), ApplicantKey.make('P-384')]);

describe('redemptionOf', () => {
  it('sends the MAC of the code over every key, and not the code', async () => {
    const typed = printedCode(SYMBOLS);
    const body = await redemptionOf(delivery, typed, keys);
    expect(body).toMatchObject({ nonce: delivery.nonce, mac: macOf(keys.map(({ spki }) => spki)) });
    expect(body.keys.map(({ order }) => order)).toEqual([1, 2]);
    expect(JSON.stringify(body)).not.toContain(SYMBOLS.slice(0, 4));
  });

  it('reads full width, lower case and spaces', async () => {
    const typed = Array.from(printedCode(SYMBOLS).toLowerCase().replaceAll('-', ' '), (symbol) =>
      symbol === ' ' ? '　' : String.fromCodePoint((symbol.codePointAt(0) ?? 0) + 0xfee0),
    ).join('');
    expect((await redemptionOf(delivery, typed, keys)).mac).toBe(
      macOf(keys.map(({ spki }) => spki)),
    );
  });

  it.each([
    ['unknownSymbol', 'K7QM-4XRT-9C2H-ABCD!'],
    ['length', printedCode(SYMBOLS).slice(0, -1)],
    [
      'checkSymbol',
      printedCode('K7QM4XRT9C2HABCE').replace(/.$/, (last) => (last === '2' ? '3' : '2')),
    ],
  ] as const)('refuses %s before anything is computed', async (reason, typed) => {
    await expect(redemptionOf(delivery, typed, keys)).rejects.toMatchObject({
      name: 'CodeMistyped',
      reason,
    });
    // What was typed is not in what is raised.
    expect(new CodeMistyped(reason).message).not.toContain('K7QM');
  });

  it.each([{ iterations: 599_999 }, { salt: '0011' }])(
    'computes nothing with %o, from which the code could be guessed',
    async (change) => {
      const weak = { ...delivery, ...change };
      await expect(redemptionOf(weak, printedCode(SYMBOLS), keys)).rejects.toThrow(WeakDerivation);
    },
  );

  it('needs a key for each order', async () => {
    const [one] = keys;
    await expect(redemptionOf(delivery, printedCode(SYMBOLS), one ? [one] : [])).rejects.toThrow(
      RangeError,
    );
  });
});
