import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DerMalformed } from '../../portal-client/der.ts';
import {
  ApplicantKey,
  challengeFor,
  CsrWithoutProof,
  RequestedKey,
} from '../../portal-client/keys.ts';
import { proofOctets } from '../simulator/fake-portal.ts';

const folder = mkdtempSync(join(tmpdir(), 'portal-client-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = {
  applicationId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  order: 2,
  nonce: '9f86d081884c7d659a2feaa0c55ad015',
  textSha256: 'ab'.repeat(32),
};

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

describe('ApplicantKey', () => {
  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['RSA-2048', 'sha256'],
  ] as const)('%s proves itself over the octets of the proof', async (kind, digest) => {
    const key = await ApplicantKey.make(kind);
    // Many: an integer of a signature may begin with a zero, or need one before it.
    const proofs = await Promise.all(Array.from({ length: 40 }, () => key.prove(context)));
    const octets = proofOctets({ ...context, spkiSha256: sha256(key.spki) });
    const spki = createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
    for (const proof of proofs) {
      expect(proof).toMatchObject({ order: 2, spki: Buffer.from(key.spki).toString('base64') });
      const signature = Buffer.from('signature' in proof ? proof.signature : '', 'base64');
      expect(verify(digest, Buffer.from(octets), spki, signature)).toBe(true);
    }
  });

  it('cannot be taken out unless it was made so', async () => {
    const key = await ApplicantKey.make();
    expect(key.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow();
    expect((await ApplicantKey.make('P-256', true)).privateKey.extractable).toBe(true);
  });

  it('is the same when it was kept', async () => {
    const made = await ApplicantKey.make();
    const kept = ApplicantKey.kept('P-256', made.spki, made.privateKey);
    expect(await kept.prove(context)).toMatchObject({
      spki: Buffer.from(made.spki).toString('base64'),
    });
  });
});

const at = (name: string): string => join(folder, name);

/** A PKCS#10 as OpenSSL makes it, with a challengePassword or without. */
function request(form: 'PEM' | 'DER', challenge?: string): Buffer {
  const attributes = challenge === undefined ? '' : `challengePassword=${challenge}`;
  writeFileSync(
    at('request.cnf'),
    `[req]\nprompt=no\nstring_mask=utf8only\ndistinguished_name=dn\nattributes=attr\n[dn]\nCN=x\n[attr]\n${attributes}\n`,
  );
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout'];
  const common = ['req', '-new', '-config', at('request.cnf'), '-outform', form];
  const made = spawnSync('openssl', [
    ...common,
    '-out',
    at('request'),
    ...(challenge === undefined ? [...key, at('key.pem')] : ['-key', at('key.pem')]),
  ]);
  expect(made.stderr.toString()).not.toMatch(/error/i);
  return readFileSync(at('request'));
}

describe('RequestedKey', () => {
  it('says which challengePassword is missing, and proves with it', async () => {
    const without = new RequestedKey(request('PEM').toString());
    const refused = await without.prove(context).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CsrWithoutProof);
    const { challengePassword } = refused as CsrWithoutProof;
    expect(challengePassword).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const octets = proofOctets({ ...context, spkiSha256: sha256(without.spki) });
    const expected = createHash('sha256').update(octets).digest('base64url');
    expect(challengePassword).toBe(expected);
    expect(await challengeFor(without.spki, context)).toBe(expected);

    for (const form of ['PEM', 'DER'] as const) {
      const made = request(form, challengePassword);
      const key = new RequestedKey(form === 'PEM' ? made.toString() : new Uint8Array(made));
      expect(Buffer.from(key.spki)).toEqual(Buffer.from(without.spki));
      const proof = await key.prove(context);
      expect(proof).toMatchObject({ order: 2, csr: expect.stringMatching(/^MII|^MI/) });
      // Made for another order it proves nothing.
      await expect(key.prove({ ...context, order: 1 })).rejects.toThrow(CsrWithoutProof);
    }
  });

  it.each([
    ['no PEM', 'hello'],
    ['no Base64', '-----BEGIN CERTIFICATE REQUEST-----\nA=A=A\n-----END CERTIFICATE REQUEST-----'],
    ['no DER', Uint8Array.of(0x30, 0x82, 1, 1)],
    ['an empty SEQUENCE', Uint8Array.of(0x30, 0)],
    ['nothing', new Uint8Array()],
    ['something behind it', Uint8Array.of(0x30, 0, 0x30, 0)],
  ])('refuses %s', (_, pkcs10) => {
    expect(() => new RequestedKey(pkcs10)).toThrow(DerMalformed);
  });
});
