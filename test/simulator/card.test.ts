import { constants, createHash, createPublicKey, publicDecrypt, verify } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { CONTAINERS, SIGNATURE_VARIANTS } from '../../simulator/card.ts';
import type { Card, SignOptions } from '../../simulator/card.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { pemOf } from '../../simulator/jlis.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;
let card: Card;
const text = Buffer.from('電子証明書利用申込書\n書式：toroku-text/1\n', 'utf8');

beforeAll(async () => {
  jlis = await bench.open();
  card = await jlis.issueCard('ordinary');
});
afterAll(() => bench.close());

/** Signature, chain and content as `openssl cms -verify` sees them. */
const opensslVerify = (options: SignOptions) =>
  bench.openssl('cms', {
    verify: true,
    binary: true,
    inform: 'DER',
    purpose: 'any',
    in: bench.file('container.p7s', card.sign(text, options)),
    ...(options.detached ? { content: bench.file('text', text) } : {}),
    CAfile: jlis.anchorsFile,
  });

const publicKey = () => createPublicKey(pemOf(card.certificate));

describe('Card.sign', () => {
  it.each([
    {},
    { detached: true },
    { digest: 'sha384' },
    { digest: 'sha512', detached: true },
    { signingTime: new Date() },
    { variant: 'noSignedAttributes' },
    { variant: 'noSignedAttributes', detached: true, digest: 'sha512' },
  ] as const satisfies SignOptions[])('makes a container that OpenSSL verifies: %o', (options) => {
    const { ok, stdout } = opensslVerify(options);
    expect(ok).toBe(true);
    expect(stdout.equals(text)).toBe(true);
  });

  it.each(['sha256', 'sha512'] as const)(
    'signs a PDF whose CMS OpenSSL verifies over all the rest of the file, with %s',
    (digest) => {
      const file = card.signPdf(text, { digest });
      const found = /ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(file.toString('latin1')) ?? [];
      const [start = 0, end = 0, rest = 0] = found.slice(1).map(Number);
      expect(end + rest).toBe(file.length);
      const cms = Buffer.from(file.subarray(start + 1, end - 1).toString('latin1'), 'hex');
      const covered = Buffer.concat([file.subarray(0, start), file.subarray(end)]);
      const { ok, stdout } = bench.openssl('cms', {
        verify: true,
        binary: true,
        inform: 'DER',
        purpose: 'any',
        in: bench.file('container.p7s', cms.subarray(0, 4 + cms.readUInt16BE(2))),
        content: bench.file('covered', covered),
        CAfile: jlis.anchorsFile,
      });
      expect(ok).toBe(true);
      expect(stdout.equals(covered)).toBe(true);
    },
  );

  it.each(['bareHash', 'digestAsMessage'] as const)(
    'makes %s, which is no signature',
    (variant) => {
      const detached = variant === 'digestAsMessage';
      expect(opensslVerify({ variant, detached }).ok).toBe(false);
    },
  );

  it.each([
    ['normal', 'valid'],
    ['noSignedAttributes', 'valid'],
    ['bareHash', 'bareHash'],
    ['digestAsMessage', 'digestAsMessage'],
  ] as const)(
    '%s is judged %s by the reader of the office, whatever carries it',
    (variant, verdict) => {
      for (const container of CONTAINERS) {
        const read = readSignatureContainer(card.sign(text, { variant, container }));
        expect([read.kind, judgeContainer(read, text)]).toEqual([container, verdict]);
      }
    },
  );

  it('names every variant in the table above', () => {
    expect(SIGNATURE_VARIANTS).toEqual([
      'normal',
      'noSignedAttributes',
      'bareHash',
      'digestAsMessage',
    ]);
  });
});

describe('Card.rawSignature', () => {
  it('is an RSASSA-PKCS1-v1_5 signature', () => {
    expect(verify('sha256', text, publicKey(), card.rawSignature(text))).toBe(true);
  });

  it('of a bare hash pads exactly the 32 octets of the hash', () => {
    const signature = card.rawSignature(text, { variant: 'bareHash' });
    const block = publicDecrypt(
      { key: publicKey(), padding: constants.RSA_PKCS1_PADDING },
      signature,
    );
    expect(block.equals(createHash('sha256').update(text).digest())).toBe(true);
    expect(verify('sha256', text, publicKey(), signature)).toBe(false);
  });
});
