import { X509Certificate, createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timestampQuery } from '../../adapters/timestamp/timestamp-client.ts';
import { leadsToAnchor, mayStamp } from '../../books/timestamp-certificate.ts';
import { StampRefused, tokenOf, verifyStamp } from '../../books/timestamp.ts';
import { grantedReply, readTimestampQuery } from '../../simulator/timestamp-answer.ts';
import { openTimestampAuthority } from '../../simulator/timestamp-authority.ts';
import { temporaryFolders } from '../bin/temporary-folder.ts';
import {
  OpensslAuthority,
  RSA_2048,
  opensslVerifies,
  type OpensslAuthorityOptions,
} from './openssl-authority.ts';
import { VECTORS } from './vectors.ts';

const aFolder = temporaryFolders();
const note = Buffer.from(VECTORS.logs[0].note);
const sha256 = createHash('sha256').update(note).digest();
const nonce = Buffer.from('4102030405060708', 'hex');

const byOpenssl = (options: Omit<OpensslAuthorityOptions, 'folder'> = {}) => {
  const authority = new OpensslAuthority({ folder: aFolder(), ...options });
  const anchors = [new X509Certificate(authority.root)];
  return { reply: authority.answer(timestampQuery(sha256, nonce)), anchors, authority };
};

const reasonOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof StampRefused) return error.reason;
    throw error;
  }
  return undefined;
};

describe('verifyStamp', () => {
  it.each<[string, Omit<OpensslAuthorityOptions, 'folder'>]>([
    ['with RSA', { key: RSA_2048 }],
    ['with P-256', {}],
    ['with P-256 and SHA-512', { digest: 'sha512' }],
    ['that names its certificate by SHA-1', { essDigest: 'sha1' }],
    ['that names its certificate by SHA-512', { essDigest: 'sha512' }],
  ])('believes a stamp of OpenSSL %s', (_, options) => {
    const before = Date.now() - 2000;
    const { reply, anchors } = byOpenssl(options);
    const stamp = verifyStamp(reply, { sha256, anchors, nonce });
    expect(stamp.genTime.getTime()).toBeGreaterThan(before);
    expect(stamp.genTime.getTime()).toBeLessThan(Date.now() + 2000);
    expect(stamp.authority).toBe('O=Sample, CN=TSA');
    expect(verifyStamp(stamp.token, { sha256, anchors })).toEqual(stamp);
  });

  it('believes a stamp of the simulator, as OpenSSL does', async () => {
    const folder = aFolder();
    const authority = await openTimestampAuthority(folder);
    const reply = authority.answer(timestampQuery(sha256, nonce));
    const anchors = [new X509Certificate(authority.root)];
    expect(verifyStamp(reply, { sha256, anchors, nonce }).authority).toContain(
      'Time-Stamp Authority',
    );
    expect(opensslVerifies(folder, { reply, data: note, root: authority.root })).toContain('OK');
    expect(() =>
      opensslVerifies(folder, { reply, data: Buffer.from('x'), root: authority.root }),
    ).toThrow();
  });

  it('refuses a stamp of other octets, or to another question', () => {
    const { reply, anchors } = byOpenssl();
    const other = createHash('sha256').update('x').digest();
    expect(reasonOf(() => verifyStamp(reply, { sha256: other, anchors }))).toBe('otherMessage');
    const elsewhere = Buffer.from('41'.repeat(8), 'hex');
    expect(reasonOf(() => verifyStamp(reply, { sha256, anchors, nonce: elsewhere }))).toBe('nonce');
  });

  it('refuses a stamp of somebody it does not know', () => {
    const { reply } = byOpenssl();
    expect(reasonOf(() => verifyStamp(reply, { sha256, anchors: [] }))).toBe('signer');
    const { anchors } = byOpenssl();
    expect(reasonOf(() => verifyStamp(reply, { sha256, anchors }))).toBe('signer');
  });

  it('refuses what grants nothing', async () => {
    const authority = await openTimestampAuthority(aFolder());
    expect(reasonOf(() => tokenOf(authority.answer(Buffer.from('3000', 'hex'))))).toBe(
      'notGranted',
    );
    expect(reasonOf(() => tokenOf(Buffer.from('hello')))).toBe('malformed');
    expect(reasonOf(() => tokenOf(Buffer.alloc(70_000)))).toBe('malformed');
  });

  it('refuses a signature that does not hold', () => {
    const { reply, anchors } = byOpenssl();
    // The signature is what the token ends with.
    const last = Buffer.from(reply);
    last[last.length - 1] = (last.at(-1) ?? 0) ^ 1;
    expect(reasonOf(() => verifyStamp(last, { sha256, anchors }))).toBe('signature');
  });

  it.each(['stamping', 'notCritical', 'other', 'none'] as const)(
    'asks that the signer may stamp: a certificate with %s',
    (extensions) => {
      const folder = aFolder();
      const authority = new OpensslAuthority({ folder, extensions, key: RSA_2048 });
      const certificate = new X509Certificate(authority.run('x509', '-in', 'tsa.pem'));
      const key = createPrivateKey(readFileSync(join(folder, 'tsa.key')));
      const reply = grantedReply(readTimestampQuery(timestampQuery(sha256, nonce)), {
        serialNumber: Buffer.from([1]),
        genTime: new Date(),
        signer: {
          certificate: certificate.raw,
          identifier: Buffer.from('3000', 'hex'),
          sign: (octets) => sign('sha256', octets, key),
        },
      });
      const anchors = [new X509Certificate(authority.root)];
      const reason = reasonOf(() => verifyStamp(reply, { sha256, anchors }));
      expect(reason).toBe(extensions === 'stamping' ? undefined : 'signer');
    },
  );

  it('refuses a stamp from before or after the time of its certificate', async () => {
    for (const years of [-1, 30]) {
      const at = new Date(Date.now() + years * 365 * 86_400_000);
      const authority = await openTimestampAuthority(aFolder(), () => at);
      const reply = authority.answer(timestampQuery(sha256, nonce));
      const anchors = [new X509Certificate(authority.root)];
      expect(reasonOf(() => verifyStamp(reply, { sha256, anchors }))).toBe('signer');
    }
  });

  it('believes nothing of which an octet was changed', () => {
    const { reply, anchors } = byOpenssl();
    const { token } = verifyStamp(reply, { sha256, anchors });
    const outcomes = new Set<string | undefined>();
    for (let at = 0; at < token.length; at += 1) {
      const changed = Buffer.from(token);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      let outcome: string | undefined;
      try {
        const stamp = verifyStamp(changed, { sha256, anchors });
        // Left to change: what no signature covers and nothing is read from.
        outcome = stamp.genTime.toISOString();
      } catch (error) {
        expect(error).toBeInstanceOf(StampRefused);
      }
      outcomes.add(outcome);
    }
    const { genTime } = verifyStamp(token, { sha256, anchors });
    expect([...outcomes].filter((o) => o !== undefined && o !== genTime.toISOString())).toEqual([]);
  });
});

describe('mayStamp', () => {
  it.each(['notCritical', 'other', 'none'] as const)(
    'is no for a certificate with %s',
    (extensions) => {
      const authority = new OpensslAuthority({ folder: aFolder(), extensions });
      const pem = authority.run('x509', '-in', 'tsa.pem');
      expect(mayStamp(new X509Certificate(pem))).toBe(false);
      expect(mayStamp(new X509Certificate(authority.root))).toBe(false);
    },
  );
});

describe('leadsToAnchor', () => {
  it('asks the signature of the issuer, not its name alone', () => {
    const authority = new OpensslAuthority({ folder: aFolder() });
    const { raw } = new X509Certificate(authority.run('x509', '-in', 'tsa.pem'));
    const forged = Buffer.from(raw);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const anchors = [new X509Certificate(authority.root)];
    const leads = (certificate: Buffer): boolean =>
      leadsToAnchor(new X509Certificate(certificate), { anchors, others: [], at: new Date() });
    expect([leads(raw), leads(forged)]).toEqual([true, false]);
  });
});
