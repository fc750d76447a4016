import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newShareRequest,
  openEnvelope,
  sealForRequest,
} from '../../../adapters/secret-sharing/share-envelope.ts';
import {
  openShare,
  readSealedShare,
  sealShare,
} from '../../../adapters/secret-sharing/share-file.ts';
import { joinSecret, splitSecret } from '../../../adapters/secret-sharing/shamir.ts';

const share = { set: 'first', custodian: 'custodian-01', share: randomBytes(40) };
const PASSPHRASE = 'a passphrase of mine';

describe('splitSecret', () => {
  it('gives the secret back from any two shares, in any order', async () => {
    const secrets = fc.uint8Array({ minLength: 1, maxLength: 80 });
    const numbers = fc.tuple(fc.integer({ min: 2, max: 9 }), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(secrets, numbers, async (octets, [count, a, b]) => {
        const secret = Buffer.from(octets);
        const shares = await splitSecret(secret, count);
        const one = a % count;
        const other = (one + 1 + (b % (count - 1))) % count;
        const joined = await joinSecret([shares[one], shares[other]] as Buffer[]);
        expect(joined).toEqual(secret);
      }),
      { numRuns: 50 },
    );
  });

  it('gives nothing for one share, or for one twice', async () => {
    const [one = Buffer.alloc(0)] = await splitSecret(randomBytes(32), 3);
    expect(await joinSecret([one])).toBeUndefined();
    expect(await joinSecret([one, one])).toBeUndefined();
  });

  it('gives something else for shares of two splittings', async () => {
    const secret = randomBytes(32);
    const [[one], [, other]] = [await splitSecret(secret, 2), await splitSecret(secret, 2)];
    expect(await joinSecret([one, other] as Buffer[])).not.toEqual(secret);
  });

  it.each([0, 1, 255])('refuses %d shares', async (count) => {
    await expect(splitSecret(randomBytes(8), count)).rejects.toThrow(RangeError);
  });
});

describe('sealShare', () => {
  it('opens under its passphrase, however a mark is written, and under no other', async () => {
    const sealed = await sealShare(share, 'パスフレーズのがぎぐげご');
    expect(await openShare(sealed, 'パスフレーズのがぎぐげご'.normalize('NFD'))).toEqual(share);
    expect(await openShare(sealed, 'パスフレーズのかきくけこ')).toBeUndefined();
  });

  it('does not open under another name, or of another splitting', async () => {
    const sealed = await sealShare(share, PASSPHRASE);
    for (const change of [{ custodian: 'custodian-02' }, { set: 'second' }]) {
      expect(await openShare({ ...sealed, ...change }, PASSPHRASE)).toBeUndefined();
    }
  });

  it('refuses a passphrase that is soon guessed', async () => {
    await expect(sealShare(share, 'elevenchars')).rejects.toThrow(RangeError);
  });

  it('is read from exactly its file', async () => {
    const sealed = await sealShare(share, PASSPHRASE);
    expect(readSealedShare(JSON.stringify(sealed))).toEqual(sealed);
    const { salt: _, ...lacking } = sealed;
    for (const text of [
      '',
      '[]',
      'null',
      JSON.stringify(lacking),
      JSON.stringify({ ...sealed, more: '' }),
    ]) {
      expect(readSealedShare(text)).toBeUndefined();
    }
  });
});

describe('sealForRequest', () => {
  const given = { ...share, terminal: 'room-terminal-01' };

  it('opens for whoever asked', () => {
    const own = newShareRequest();
    expect(openEnvelope(own, sealForRequest(own.request, given))).toEqual(given);
  });

  it('is noise for another start, also under its nonce, and when it was changed', () => {
    const [own, other] = [newShareRequest(), newShareRequest()];
    const envelope = sealForRequest(own.request, given);
    expect(openEnvelope(other, envelope)).toBeUndefined();
    const { nonce } = other.request;
    expect(openEnvelope(other, { ...envelope, nonce })).toBeUndefined();
    const sealed = Buffer.from(envelope.sealed, 'base64url');
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(
      openEnvelope(own, { ...envelope, sealed: sealed.toString('base64url') }),
    ).toBeUndefined();
    expect(openEnvelope(own, { ...envelope, publicKey: 'AAAA' })).toBeUndefined();
  });
});
