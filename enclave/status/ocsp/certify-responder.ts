import { verify } from 'node:crypto';
import { step } from '../../../adapters/telemetry/steps.ts';
import { nameAttributes, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { readEntry } from '../../../books/entry.ts';
import { DomainError } from '../../../domain/errors.ts';
import {
  RESPONDER_SHAPE,
  shapeOf,
  type CertificateProfiles,
} from '../../../domain/issuance/certificate-profiles.ts';
import { newEntryId } from '../../book/entry-id.ts';
import type { SignatureRow } from '../../book/key-rows.ts';
import type { RoomEntry } from '../../book/room-book.ts';
import { lintTbsCertificate } from '../../issuance/certificate-lint.ts';
import {
  certificateOf,
  keyIdentifierOf,
  tbsCertificateOf,
  type AuthorityContent,
} from '../../issuance/certificate-profile.ts';
import { newSerialNumber } from '../../issuance/serial-number.ts';
import type { IssuerKey } from '../../room.ts';
import { SYSTEM, type AnswerRoom } from './answer-room.ts';
import type { AnsweredIssuer, ResponderRow } from './responder.ts';

/** A responder that is to be certified. */
export interface ResponderOrder {
  readonly issuer: AnsweredIssuer;
  readonly signer: IssuerKey;
  readonly spki: Buffer;
  /** What a crash interrupted. */
  readonly begun: ResponderRow | undefined;
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
/** Characters of the CA's name that stand before `OCSP` and eight digits: 64 together (ub-common-name). */
const NAME_CHARACTERS = 50;
const DAY_MS = 24 * 3_600_000;

function namesOf({ certificate }: AnsweredIssuer, spki: Buffer) {
  const attributes = nameAttributes(certificate.subject);
  const valueOf = (type: string): string => attributes.find(({ oid }) => oid === type)?.value ?? '';
  const name = Array.from(valueOf(COMMON_NAME)).slice(0, NAME_CHARACTERS).join('');
  const key = keyIdentifierOf(spki).toString('hex').slice(0, 8);
  return { organization: valueOf(ORGANIZATION), commonName: `${name} OCSP ${key}` };
}

/** The document in force of a service of the key. @throws DomainError `ProfileUnknown` */
function profileOf({ registers }: AnswerRoom, issuer: AnsweredIssuer): CertificateProfiles {
  for (const service of issuer.services) {
    const profile = registers.profile(service)?.profile;
    if (profile && shapeOf(profile, 'ocspResponder')) return profile;
  }
  throw new DomainError('ProfileUnknown', `no ocspResponder for ${issuer.issuerKeyId}`);
}

/** Ninety days, as the profile has at most, and not longer than the CA lasts; both ends count (RFC 5280 §4.1.2.5). */
function validityOf(profile: CertificateProfiles, begunAt: Date, ca: X509Certificate) {
  const { validity } = shapeOf(profile, 'ocspResponder') ?? RESPONDER_SHAPE;
  const days = 'days' in validity ? validity.days : 0;
  const notBefore = new Date(begunAt);
  notBefore.setMilliseconds(0);
  const ends = Math.min(notBefore.getTime() + days * DAY_MS - 1000, ca.notAfter.getTime());
  return { notBefore, notAfter: new Date(ends) };
}

/**
 * Certifies a responder's key with the issuer key: intent, call and outcome are in the book as with any certificate. What a
 * crash interrupted is signed over the same octets.
 *
 * @returns the certificate, DER. @throws DomainError `CertificateMismatch`, `ProfileUnknown`
 */
export async function certifyResponder(room: AnswerRoom, order: ResponderOrder): Promise<Buffer> {
  const { issuer, signer, spki, begun } = order;
  const begunAt = begun?.begunAt ?? room.now();
  const profile = profileOf(room, issuer);
  const content: AuthorityContent = {
    certificateType: 'ocspResponder',
    profile,
    serialNumber: begun?.number ?? newSerialNumber(),
    issuer: issuer.certificate.subject,
    issuerKeyId: issuer.issuerKeyId,
    signatureAlgorithm: signer.signatureAlgorithm,
    ...validityOf(profile, begunAt, issuer.certificate),
    spki,
    ...namesOf(issuer, spki),
  };
  const tbs = tbsCertificateOf(content);
  const findings = lintTbsCertificate(tbs, content).map(({ id }) => id);
  if (findings.length > 0) throw new DomainError('CertificateMismatch', findings.join(', '));
  const signature: SignatureRow = {
    id: begun?.id ?? newEntryId(),
    issuerKeyId: issuer.issuerKeyId,
    kind: 'ocspResponder',
    number: content.serialNumber,
    begunAt,
    tbsSha256: sha256Hex(tbs),
  };
  // A crash after this leaves an intent and a call that is counted; the repeat signs the same octets.
  await room.book.write({
    entries: begun ? [] : [await intendedEntry(room, content, tbs)],
    keys: { signature },
  });
  step('responder.1-intended');
  const octets = await signed(signer, tbs);
  const sha256 = sha256Hex(octets);
  const attempts = (begun?.signatureAttempts ?? 0) + 1;
  await room.book.write({
    entries: [issuedEntry(room, signature, { octets, sha256, attempts })],
    keys: { signed: { id: signature.id, sha256, octets } },
  });
  step('responder.2-issued');
  return octets;
}

async function signed(signer: IssuerKey, tbs: Buffer): Promise<Buffer> {
  const signature = await signer.sign(tbs);
  const hash = signer.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  if (!verify(hash, tbs, signer.publicKey, signature)) {
    throw new DomainError('CertificateMismatch', `responder of ${signer.issuerKeyId}`);
  }
  return certificateOf(tbs, signer.signatureAlgorithm, signature);
}

const entryBy = ({ now }: AnswerRoom) => ({
  id: newEntryId(),
  items: ['1ト'],
  at: now().toISOString(),
  actor: SYSTEM,
});

async function intendedEntry(
  room: AnswerRoom,
  content: AuthorityContent,
  tbs: Buffer,
): Promise<RoomEntry> {
  const tbsSha256 = sha256Hex(tbs);
  return {
    ...entryBy(room),
    event: 'caCertificate.intended',
    evidence: [{ kind: 'tbsCertificate', sha256: tbsSha256, size: tbs.length }],
    data: {
      certificateKind: 'ocspResponder',
      issuerKeyId: content.issuerKeyId,
      serialNumber: content.serialNumber,
      notBefore: content.notBefore.toISOString(),
      notAfter: content.notAfter.toISOString(),
      tbsSha256,
      act: await actBehind(room, content.issuerKeyId),
    },
  } as RoomEntry;
}

/** The act by which custodians had the key issue: whoever issues has to tell status, and so has a responder. */
async function actBehind({ pool }: AnswerRoom, issuerKeyId: string): Promise<string> {
  const { rows } = await pool.query<{ octets: Buffer }>(
    `select octets from book_entries
     where event in ('issuerKey.stateChanged', 'caCertificate.intended') order by log_index`,
  );
  const acts = rows.flatMap(({ octets }) => {
    const { event, data } = readEntry(octets);
    const { act, to, ...about } = data as Partial<Record<'act' | 'to' | 'issuerKeyId', string>>;
    if (about.issuerKeyId !== issuerKeyId || act === undefined) return [];
    return event === 'caCertificate.intended' || to === 'issuing' ? [act] : [];
  });
  const act = acts.at(-1);
  if (!act) throw new DomainError('BooksBehind', `${issuerKeyId} has no act in the book`);
  return act;
}

function issuedEntry(
  room: AnswerRoom,
  { issuerKeyId, number, tbsSha256 }: SignatureRow,
  made: { readonly octets: Buffer; readonly sha256: string; readonly attempts: number },
): RoomEntry {
  const { octets, sha256, attempts } = made;
  return {
    ...entryBy(room),
    event: 'caCertificate.issued',
    evidence: [{ kind: 'issuerCertificate', sha256, size: octets.length }],
    data: {
      certificateKind: 'ocspResponder',
      issuerKeyId,
      serialNumber: number,
      tbsSha256,
      certificateSha256: sha256,
      signatureAttempts: attempts,
    },
  } as RoomEntry;
}
