import { describe, expect, it } from 'vitest';
import { exported, TRUSTED } from '../books/verify/sample-export.ts';
import {
  certify,
  complete,
  intend,
  openBooks,
  uuid,
  type Certified,
  type SampleBooks,
} from '../books/verify/sample-books.ts';
import { verifyExport } from '../../books/verify/verify-export.ts';

/**
 * One issuer and serial number on two certificates (SwissSign 1404403), also on certificates of CAs (mdsp,
 * 2017-09-29): whoever has the books finds it, whatever a database let through.
 */

const CUSTODIAN = { kind: 'custodian', id: 'custodian-01', role: 'custodian', terminal: 'room' };

const caData = ({ issuerKeyId, serialNumber, tbsSha256 }: Certified) => ({
  certificateKind: 'selfSigned',
  issuerKeyId,
  serialNumber,
  tbsSha256,
});

function intendCa({ enclave }: SampleBooks, certified: Certified): void {
  enclave.add({
    event: 'caCertificate.intended',
    items: ['1ト'],
    actor: CUSTODIAN,
    evidence: [{ kind: 'tbsCertificate', sha256: certified.tbsSha256, size: 900 }],
    data: {
      ...caData(certified),
      notBefore: '2026-12-01T00:00:00.000Z',
      notAfter: '2036-12-01T00:00:00.000Z',
      act: uuid('07', 1),
    },
  });
}

function issueCa({ enclave }: SampleBooks, certified: Certified): void {
  const { certificateSha256 } = certified;
  enclave.add({
    event: 'caCertificate.issued',
    items: ['1ト'],
    actor: CUSTODIAN,
    evidence: [{ kind: 'issuerCertificate', sha256: certificateSha256, size: 1200 }],
    data: { ...caData(certified), certificateSha256, signatureAttempts: 1 },
  });
}

/** What the verifier finds about intents in books that were written like this. */
async function found(write: (books: SampleBooks) => void): Promise<string[]> {
  const books = await openBooks();
  write(books);
  await books.enclave.checkpoint();
  await books.office.checkpoint();
  const folder = await exported([books.enclave, books.office], books.documents);
  const { failures } = await verifyExport({ folder, keys: TRUSTED });
  return failures.flatMap(({ rule, index, detail }) =>
    rule === 'intent' ? [`${index} ${detail}`] : [],
  );
}

const TWICE = 'the serial number of another intent';
const second = (certified: Certified): Certified => ({ ...certified, order: uuid('02', 2) });
const ofOther = (certified: Certified): Certified => ({
  ...certified,
  issuerKeyId: 'ab'.repeat(20),
  tbsSha256: 'cd'.repeat(32),
});

describe('the verifier of the books', () => {
  it('finds nothing in two issuers and a certificate below one', async () => {
    expect(
      await found((b) => {
        const [ca, next, c] = [certify(b, 9), certify(b, 8), certify(b, 1)];
        intendCa(b, ca);
        issueCa(b, ca);
        intendCa(b, next);
        issueCa(b, next);
        intend(b, 1, c);
        complete(b, 1, c);
      }),
    ).toEqual([]);
  });

  it.each<[string, string, (b: SampleBooks) => void]>([
    [
      'of two subscribers, with other contents',
      `3 ${TWICE}, order ${uuid('02', 2)}`,
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        intend(b, 2, { ...second(c), tbsSha256: 'cd'.repeat(32) });
      },
    ],
    [
      'of two keys of the issuer, whose names may be one',
      `3 ${TWICE}, order ${uuid('02', 2)}`,
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        intend(b, 2, ofOther(second(c)));
      },
    ],
    [
      'of a CA and a subscriber below it',
      `3 ${TWICE}, order ${uuid('02', 1)}`,
      (b) => {
        const c = certify(b, 1);
        intendCa(b, c);
        intend(b, 1, { ...c, tbsSha256: 'cd'.repeat(32) });
      },
    ],
    [
      'of a subscriber and a later CA certificate',
      `3 ${TWICE}, CA`,
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        intendCa(b, { ...c, tbsSha256: 'cd'.repeat(32) });
      },
    ],
    [
      'of two CA certificates',
      `3 ${TWICE}, CA`,
      (b) => {
        const c = certify(b, 1);
        intendCa(b, c);
        intendCa(b, ofOther(c));
      },
    ],
  ])('finds the serial number twice: %s', async (_, detail, write) => {
    expect(await found(write)).toContain(detail);
  });

  it('finds a CA certificate that nobody intended, and one issued twice', async () => {
    expect(await found((b) => issueCa(b, certify(b, 1)))).toEqual([
      '2 no such intent before the CA certificate',
    ]);
    const twice = await found((b) => {
      const c = certify(b, 1);
      intendCa(b, c);
      issueCa(b, c);
      issueCa(b, c);
    });
    expect(twice).toEqual(['4 a second CA certificate of an intent']);
  });
});
