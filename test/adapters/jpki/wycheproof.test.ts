import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { type Digest, DIGESTS } from '../../../adapters/jpki/cms-identifiers.ts';
import { judgeContainer } from '../../../adapters/jpki/judge-signature.ts';
import {
  readSignatureContainer,
  type SignatureContainer,
} from '../../../adapters/jpki/signature-container.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';
import { cardCms, signedPdf, signedXml, TEXT } from './signed-containers.ts';

interface Vectors {
  readonly testGroups: readonly {
    readonly publicKeyDer: string;
    readonly tests: readonly {
      tcId: number;
      comment: string;
      msg: string;
      sig: string;
      result: string;
    }[];
  }[];
}

const FILES = [
  ['rsa_signature_2048_sha256_test.json', 'sha256', 'rsa'],
  ['ecdsa_secp256r1_sha256_test.json', 'sha256', 'ec'],
  ['ecdsa_secp384r1_sha384_test.json', 'sha384', 'ec'],
] as const;

/** A container whose signature, by whatever it carries, is over a message of somebody else's. */
type Path = (message: Buffer, digest: Digest) => { container: SignatureContainer; text: Buffer };

const read = {
  direct: readSignatureContainer(cardCms(TEXT, { withSignedAttributes: false })),
  pdf: readSignatureContainer(signedPdf({}, { withSignedAttributes: false })),
  xml: readSignatureContainer(signedXml()),
};

/** As if the attributes, or SignedInfo, were the message. */
const over = (
  container: SignatureContainer,
  message: Buffer,
  digest: Digest,
): SignatureContainer => ({
  ...container,
  signedAttributes: {
    octetsToVerify: message,
    messageDigest: createHash(digest)
      .update(container.coveredOctets ?? TEXT)
      .digest(),
    signingTime: undefined,
  },
});

const PATHS: Readonly<Record<string, Path>> = {
  'CMS without attributes': (message) => ({ container: read.direct, text: message }),
  'CMS with attributes': (message, digest) => ({
    container: over(read.direct, message, digest),
    text: TEXT,
  }),
  PDF: (message) => ({ container: { ...read.pdf, coveredOctets: message }, text: TEXT }),
  'PDF with attributes': (message, digest) => ({
    container: over(read.pdf, message, digest),
    text: TEXT,
  }),
  XML: (message, digest) => ({ container: over(read.xml, message, digest), text: TEXT }),
};

describe('judgeContainer with the vectors of Wycheproof', () => {
  const folder = outsideVectors('wycheproof');

  it.runIf(folder).each(FILES)(
    'takes no forgery of %s on any path',
    (name, digest, kind) => {
      const { testGroups } = JSON.parse(
        readFileSync(path.join(folder ?? '', name), 'utf8'),
      ) as Vectors;
      const passed = Object.entries(PATHS).map(([label, pathOf]) => {
        let count = 0;
        const bareHashes: number[] = [];
        for (const { publicKeyDer, tests } of testGroups) {
          const signer = { spki: Buffer.from(publicKeyDer, 'hex') } as NonNullable<
            SignatureContainer['signer']
          >;
          for (const { tcId, comment, msg, sig, result } of tests) {
            const { container, text } = pathOf(Buffer.from(msg, 'hex'), digest);
            const verdict = judgeContainer(
              {
                ...container,
                signer,
                signature: Buffer.from(sig, 'hex'),
                digestAlgorithm: DIGESTS[digest].oid,
                signatureAlgorithm: DIGESTS[digest][kind],
              },
              text,
            );
            expect(verdict === 'valid', `${label} ${tcId} ${comment}`).toBe(result === 'valid');
            if (verdict === 'bareHash') bareHashes.push(tcId);
            count += 1;
          }
        }
        // Its comment speaks of block type 2, but its octets are 00 01 ff … 00 and the hash alone.
        expect(bareHashes).toEqual(kind === 'rsa' ? [238] : []);
        return `${label} ${count}`;
      });
      console.log(`Wycheproof ${name} passed: ${passed.join(', ')}`);
    },
    60_000,
  );
});
