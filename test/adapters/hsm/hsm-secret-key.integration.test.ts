import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { requireProtection } from '../../../enclave/keys/prove-keys.ts';
import { openTestToken } from './open-test-token.ts';

const held = openTestToken();
const SECRET = Buffer.from('thirty-two octets of a secret K.');

afterEach(() => held.close());
afterAll(() => held.release());

const keyOf = () => {
  const token = held.open();
  const isThere = token.hasKey('codes', 'secret');
  return { token, key: isThere ? token.findSecretKey('codes') : token.generateSecretKey('codes') };
};

describe('HsmSecretKey', () => {
  it('opens what it sealed, for the same context', async () => {
    const { key } = keyOf();
    const sealed = await key.seal(SECRET, 'one');
    expect(sealed.length).toBe(12 + SECRET.length + 16);
    expect(sealed.includes(SECRET.subarray(0, 16))).toBe(false);
    expect(await key.open(sealed, 'one')).toEqual(SECRET);
  });

  it('seals the same octets differently each time', async () => {
    const { key } = keyOf();
    const sealed = await Promise.all([key.seal(SECRET, 'one'), key.seal(SECRET, 'one')]);
    expect(sealed[0]?.equals(sealed[1] ?? SECRET)).toBe(false);
  });

  it.each([
    ['for another context', (sealed: Buffer) => sealed, 'other'],
    [
      'with an octet changed',
      (sealed: Buffer) => Buffer.from(sealed.map((octet, at) => (at === 20 ? octet ^ 1 : octet))),
      'one',
    ],
  ])('does not open %s, and serves the next caller', async (_, change, context) => {
    const { token, key } = keyOf();
    const sealed = await key.seal(SECRET, 'one');
    await expect(key.open(change(sealed), context)).rejects.toMatchObject({
      type: 'EvidenceHashMismatch',
    });
    expect(token.health.state).toBe('ready');
    expect(await key.open(sealed, 'one')).toEqual(SECRET);
  });

  it('was made in the token and cannot leave it', () => {
    const { token } = keyOf();
    expect(token.keyProtection('codes', 'secret')).toEqual({
      extractable: false,
      neverExtractable: true,
      sensitive: true,
      alwaysSensitive: true,
      local: true,
    });
    expect(() => requireProtection(token, 'codes', 'secret')).not.toThrow();
  });

  it('is no key pair, and missing under another label', () => {
    const { token } = keyOf();
    expect(token.hasKey('codes')).toBe(false);
    expect(() => token.findSecretKey('none')).toThrow(/no key labelled none/);
  });

  it('works again after the token was away', async () => {
    const { key } = keyOf();
    const sealed = await key.seal(SECRET, 'one');
    held.logOut();
    expect(await key.open(sealed, 'one')).toEqual(SECRET);
  });
});
