import { createHash, type KeyPairKeyObjectResult, sign } from 'node:crypto';

import { printSignedText, type ApplicationText } from '../../../domain/application/signed-text.ts';
import { proofOfPossessionOctets } from '../../../domain/key-delivery/proof-of-possession.ts';
import { buildOcspRequest } from '../../../adapters/jlis/ocsp.ts';
import type { JpkiEvidence } from '../../../adapters/jpki/extract-facts.ts';
import { buildSignedData } from '../../../adapters/jpki/signed-data.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { answer, certId, GOOD, responderDer, single } from '../jlis/fixture.ts';
import { algorithmOf, keyPair, spkiOf } from '../x509/fixture.ts';
import { cardSign, jpkiCertificate, NOW, signatureAuthority } from './fixture.ts';

export const sha256 = (octets: Uint8Array): string =>
  createHash('sha256').update(octets).digest('hex');

export const applicantKey = keyPair('p256', 'applicant');
const authority = signatureAuthority();

/** 申込書 (i) of the examples, with the applicant's own key. */
export const textOf = (fields: Partial<ApplicationText> = {}): ApplicationText => ({
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
  keys: { delivery: 'simultaneous', spkiSha256: [sha256(spkiOf(applicantKey.publicKey))] },
  explanation: {
    date: '2026-10-01',
    sha256: '5d7c683f42728aa78c225fafc1c057bc0f3d17ce4bbaf6f7c42ebd47c91624df',
  },
  nonce: '9f86d081884c7d659a2feaa0c55ad015',
  createdAt: '2026-12-01T09:30:00+09:00',
  expiresAt: '2026-12-01T10:30:00+09:00',
  ...fields,
});

/** The octets of a proof of possession. */
export const proofOctets = (
  text: ApplicationText,
  key: KeyPairKeyObjectResult,
  order = 1,
): Buffer =>
  Buffer.from(
    proofOfPossessionOctets({
      applicationId: text.applicationId,
      orderNumber: order,
      nonce: text.nonce,
      textSha256: sha256(printSignedText(text)),
      spkiSha256: sha256(spkiOf(key.publicKey)),
    }),
  );

export const proofOf = (text: ApplicationText, key = applicantKey, order = 1) => ({
  order,
  spki: spkiOf(key.publicKey),
  signature: sign(algorithmOf(key.publicKey).digest, proofOctets(text, key, order), key.privateKey),
});

export interface EvidenceFields extends Partial<JpkiEvidence> {
  /** The card's certificate, as it goes into the container. */
  certificate?: Buffer;
  /** Status in J-LIS's answer; null if nobody asked. */
  status?: Buffer | null;
  jlisAt?: string;
}

/** The evidence of an application in order, with whatever is to be otherwise. */
export function evidence(fields: EvidenceFields = {}): JpkiEvidence {
  const { certificate: given, status = GOOD, jlisAt = '2026-12-01T00:36:00Z', ...rest } = fields;
  const text = fields.text ?? textOf();
  const textOctets = Buffer.from(printSignedText(text));
  const octets = given ?? jpkiCertificate({ authority });
  return {
    textOctets,
    text,
    signatureContainer: buildSignedData({
      content: textOctets,
      certificate: octets,
      digest: 'sha256',
      sign: cardSign(),
    }),
    proofs: [proofOf(text)],
    receivedAt: new Date('2026-12-01T00:35:00Z'),
    now: NOW,
    anchors: [authority.certificate],
    jlisAnswerMaxSkewSeconds: 60,
    ...(status ? { jlis: jlis(octets, status, new Date(jlisAt)) } : {}),
    ...rest,
  };
}

function jlis(octets: Buffer, status: Buffer, at: Date): NonNullable<JpkiEvidence['jlis']> {
  const issuer = authority.certificate;
  const certificate = readCertificate(jpkiCertificateIn(octets));
  const nonce = Buffer.alloc(32, 3);
  const id = certId({ issuer, serialNumber: certificate.serialNumber });
  return {
    request: buildOcspRequest({ certificate, issuer, nonce }),
    answer: answer({
      singles: [single(id, status, { thisUpdate: at })],
      nonce: der.octetString(nonce),
      producedAt: at,
      certificates: [responderDer(authority)],
    }),
    receivedAt: new Date(at.getTime() + 1000),
  };
}

/** The certificate without padding after it. */
function jpkiCertificateIn(octets: Buffer): Buffer {
  return octets.subarray(0, 4 + octets.readUInt16BE(2));
}
