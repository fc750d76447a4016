import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { proofsOctets } from '../../../../adapters/jpki/proof-evidence.ts';
import { buildOcspRequest } from '../../../../adapters/jlis/ocsp.ts';
import { findIssuer } from '../../../../adapters/jpki/jpki-chain.ts';
import { readCertificate } from '../../../../adapters/x509/certificate.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import { extension } from '../../../../adapters/x509/extension.ts';
import {
  certificateOf,
  keyIdentifierOf,
  rdn,
  tbsCertificateOf,
} from '../../../../enclave/issuance/certificate-profile.ts';
import {
  printSignedText,
  type ApplicationText,
} from '../../../../domain/application/signed-text.ts';
import { printJapanTime } from '../../../../domain/governance/calendar.ts';
import { createApplicant } from '../../../../simulator/applicant.ts';
import { createPerson } from '../../../../simulator/person.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { SEED_NOW, type CasePlan } from './case-plans.ts';

const MINUTE_MS = 60_000;
const EXPLANATION_SHA256 = '5d7c683f42728aa78c225fafc1c057bc0f3d17ce4bbaf6f7c42ebd47c91624df';

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** Everything that a case is made of, signed for real. */
export interface CaseMaterial {
  readonly receivedAt: Date;
  readonly createdAt: Date;
  readonly text: Buffer;
  readonly container: Buffer;
  readonly proofs: Buffer;
  readonly spki: Buffer;
  readonly spkiSha256: string;
  readonly device: Buffer;
  readonly contact: Buffer;
  readonly jlisRequest: Buffer;
  readonly jlisAnswer: Buffer;
}

function textOf(plan: CasePlan, createdAt: Date, spkiSha256: string): Buffer {
  if (plan.document !== undefined) return Buffer.from(plan.document, 'utf8');
  const isCode = plan.keyDelivery === 'code';
  const text: ApplicationText = {
    kind: 'application',
    applicationId: plan.id,
    edition: 1,
    portal: 'sample-portal',
    service: isCode ? 'demo-code' : 'demo-simultaneous',
    identityRoute: 'jpki',
    proxy: 'none',
    name: plan.name,
    substitutes: plan.substitutes ?? 'none',
    previousCertificates: 'none',
    orders: [{ certificateType: 'basic', validityMonths: 24 }],
    keys: isCode
      ? { delivery: 'code', letterTo: 'jpkiAddress' }
      : { delivery: 'simultaneous', spkiSha256: [spkiSha256] },
    explanation: { date: '2026-10-01', sha256: EXPLANATION_SHA256 },
    nonce: sha256(Buffer.from(plan.id)).slice(0, 32),
    createdAt: printJapanTime(createdAt.getTime()),
    expiresAt: printJapanTime(createdAt.getTime() + 60 * MINUTE_MS),
  };
  return Buffer.from(printSignedText(text));
}

/** Issues the card, makes the keys, signs the text and asks J-LIS. */
export async function makeMaterial(jlis: Jlis, plan: CasePlan): Promise<CaseMaterial> {
  const receivedAt = new Date(SEED_NOW.getTime() - plan.receivedAgo * MINUTE_MS);
  const createdAt = new Date(receivedAt.getTime() - 67_000);
  const person = createPerson({
    seed: plan.id,
    name: plan.card?.name ?? plan.name,
    writtenName: plan.name,
    ...(plan.card ? { nameSubstitutes: plan.card.substitutes } : {}),
    ...(plan.birthDate === undefined ? {} : { birthDate: plan.birthDate }),
    ...(plan.address === undefined ? {} : { address: plan.address }),
    ...(plan.gender === undefined ? {} : { gender: plan.gender }),
  });
  const card = await jlis.issueCard(person, { issuedAt: new Date('2025-05-20T01:00:00Z') });
  const applicant = await createApplicant();
  const [key] = applicant.keys;
  if (!key) throw new Error('the applicant has no key');
  const text = textOf(plan, createdAt, key.spkiSha256);
  const proof = key.prove({
    applicationId: plan.id,
    order: 1,
    nonce: sha256(Buffer.from(plan.id)).slice(0, 32),
    textSha256: sha256(text),
  });
  const certificate = readCertificate(card.certificate);
  const issuer = findIssuer(certificate, jlis.anchors.map(readCertificate));
  if (!issuer) throw new Error('the card has no issuer among the anchors');
  const request = buildOcspRequest({ certificate, issuer, nonce: Buffer.alloc(32, 7) });
  return {
    receivedAt,
    createdAt,
    text,
    container: card.sign(text, { signingTime: new Date(receivedAt.getTime() - 21_000) }),
    proofs: proofsOctets([
      { order: 1, spki: key.spki, signature: Buffer.from(proof.signature, 'base64') },
    ]),
    spki: key.spki,
    spkiSha256: key.spkiSha256,
    device: Buffer.from(JSON.stringify(applicant.device)),
    contact: Buffer.from(JSON.stringify(applicant.contact)),
    jlisRequest: request,
    jlisAnswer: await jlis.answerOcsp(request),
  };
}

const ISSUER_NAME = der.seq(
  rdn('2.5.4.6', der.printableString('JP')),
  rdn('2.5.4.10', der.utf8String('見本電子認証株式会社')),
  rdn('2.5.4.3', der.utf8String('Toroku Sample CA S1')),
);

const issuerKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const issuerSpki = issuerKey.publicKey.export({ type: 'spki', format: 'der' });

/** Key identifier of the CA of the seed. */
export const ISSUER_KEY_ID = keyIdentifierOf(issuerSpki).toString('hex');

/** The CA certificate of the seed, self-signed. */
export function makeIssuerCertificate(): Buffer {
  const algorithm = der.seq(der.oid('1.2.840.113549.1.1.11'), der.nullValue());
  const tbs = der.seq(
    der.explicit(0, der.smallInteger(2)),
    der.integer(Buffer.from('3f0144b1defcf7561087015f8d830d65b16f0201', 'hex')),
    algorithm,
    ISSUER_NAME,
    der.seq(der.time(new Date('2026-10-01T00:00:00Z')), der.time(new Date('2036-09-30T14:59:59Z'))),
    ISSUER_NAME,
    issuerSpki,
    der.explicit(
      3,
      der.seq(
        extension('2.5.29.14', der.octetString(keyIdentifierOf(issuerSpki))),
        extension('2.5.29.15', der.namedBits([5, 6]), true),
        extension('2.5.29.19', der.seq(der.boolean(true)), true),
      ),
    ),
  );
  return certificateOf(tbs, 'sha256WithRSA', sign('sha256', tbs, issuerKey.privateKey));
}

/** A certificate for the case, as the room would make it, by a CA of the seed. */
export function makeCertificate(plan: CasePlan, spki: Buffer, at: Date) {
  const serialNumber = `3f${sha256(Buffer.from(`serial ${plan.id}`)).slice(0, 38)}`;
  const notAfter = new Date('2028-11-30T14:59:59Z');
  const tbs = tbsCertificateOf({
    profile: {
      v: 1,
      service: 'demo-simultaneous',
      policies: { basic: '2.999.1.1.1', attribute: '2.999.1.1.2' },
      cpsUrl: 'http://repository.example/cps',
      repositoryUrl: 'http://repository.example',
    },
    certificateType: 'basic',
    serialNumber,
    issuer: ISSUER_NAME,
    issuerKeyId: ISSUER_KEY_ID,
    signatureAlgorithm: 'sha256WithRSA',
    notBefore: at,
    notAfter,
    name: plan.name,
    subjectSerialNumber: plan.id,
    spki,
  });
  const key = createPrivateKey(issuerKey.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const certificate = certificateOf(tbs, 'sha256WithRSA', sign('sha256', tbs, key));
  return { certificate, serialNumber, notBefore: at, notAfter };
}
