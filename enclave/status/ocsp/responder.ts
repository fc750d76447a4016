import { createPublicKey, type KeyObject } from 'node:crypto';
import type { HsmAlgorithm, HsmKey } from '../../../adapters/hsm/hsm-token.ts';
import { readCertificate, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { SignatureRow } from '../../book/key-rows.ts';
import type { SignatureAlgorithm } from '../../issuance/certificate-profile.ts';
import { signatureAlgorithmOf } from '../../keys/issuer-key.ts';
import { requireProtection } from '../../keys/prove-keys.ts';
import { RESPONDER_RENEWED_BEFORE_MS } from './answer-policy.ts';
import type { AnswerRoom } from './answer-room.ts';
import { certifyResponder } from './certify-responder.ts';

/** Who answers for an issuer key: a key of the token under a certificate that this key signed (RFC 6960 §4.2.2.2). */
export interface Responder {
  readonly certificate: X509Certificate;
  readonly certificateSha256: string;
  readonly publicKey: KeyObject;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly sign: (octets: Buffer) => Promise<Buffer>;
}

/** An issuer key as its answers need it. */
export interface AnsweredIssuer {
  readonly issuerKeyId: string;
  readonly state: string;
  readonly algorithm: HsmAlgorithm;
  readonly certificate: X509Certificate;
  readonly services: readonly string[];
}

/** A certificate of a responder that was begun; signed, if it has octets. */
export interface ResponderRow extends SignatureRow {
  readonly signatureAttempts: number;
  readonly sha256: string | null;
  readonly octets: Buffer | null;
}

/** @throws DomainError `HsmKeyMissing` for a key that the room does not register. */
export async function answeredIssuer(
  { pool }: Pick<AnswerRoom, 'pool'>,
  issuerKeyId: string,
): Promise<AnsweredIssuer> {
  const { rows } = await pool.query<
    Omit<AnsweredIssuer, 'certificate'> & { readonly caCertificate: Buffer }
  >(
    `select issuer_key_id as "issuerKeyId", state, algorithm, ca_certificate as "caCertificate",
       services from issuer_keys where issuer_key_id = $1`,
    [issuerKeyId],
  );
  const [row] = rows;
  if (!row) throw new DomainError('HsmKeyMissing', `${issuerKeyId} is no issuer key of this room`);
  const { caCertificate, ...issuer } = row;
  return { ...issuer, certificate: readCertificate(caCertificate) };
}

/** Newest first. */
async function responderRows({ pool }: AnswerRoom, issuerKeyId: string): Promise<ResponderRow[]> {
  const { rows } = await pool.query<ResponderRow>(
    `select id, issuer_key_id as "issuerKeyId", kind, number, begun_at as "begunAt",
       tbs_sha256 as "tbsSha256", signature_attempts as "signatureAttempts", sha256, octets
     from issuer_signatures where issuer_key_id = $1 and kind = 'ocspResponder'
     order by begun_at desc, number`,
    [issuerKeyId],
  );
  return rows;
}

/** What was begun longer ago is left as an intent: its validity has run, and its document may be another by now. */
const RESUMED_MS = 3_600_000;

/** Keys of responders are counted: a key serves one certificate. */
const labelOf = (issuerKeyId: string, n: number): string => `ocsp-${issuerKeyId}-${n}`;

/** The token's key of a certificate, looked for from the newest one back. */
function keyOf(
  { token }: AnswerRoom,
  { issuerKeyId, certificate }: { issuerKeyId: string; certificate: X509Certificate },
  signed: number,
): HsmKey | undefined {
  for (let n = signed; n > 0; n -= 1) {
    const label = labelOf(issuerKeyId, n);
    if (!token.hasKey(label)) continue;
    const key = token.findKey(label, 'status');
    if (key.spki.equals(certificate.spki)) return key;
  }
  return undefined;
}

const isFresh = ({ notAfter }: X509Certificate, now: Date): boolean =>
  notAfter.getTime() - now.getTime() > RESPONDER_RENEWED_BEFORE_MS;

/**
 * The responder of an issuer key: the one in use, or from 30 days before its end on another with a new key. A key that signs
 * no certificates any more keeps its last one until that ends.
 *
 * Only in the turn of signing. Safe to run again: a key that is there and has no certificate gets it, and what was begun is
 * signed over the same octets.
 *
 * @throws DomainError `HsmKeyMissing`, `HsmKeyExposed`; `IllegalTransition` where nobody may answer for the key any more;
 * `ProfileUnknown` while no document in force has the profile of a responder.
 */
export async function responderOf(room: AnswerRoom, issuer: AnsweredIssuer): Promise<Responder> {
  const turns = room.turns.of(issuer.issuerKeyId);
  const now = room.now();
  // A CA that is about to end cannot vouch for longer than it lasts: its responder is not made again and again.
  const isLast = (known: X509Certificate) => known.notAfter >= issuer.certificate.notAfter;
  const serves = ({ certificate }: Responder): boolean =>
    isFresh(certificate, now) || (isLast(certificate) && certificate.notAfter > now);
  if (turns.responder && serves(turns.responder)) return turns.responder;
  const found = newestResponder(room, issuer, await responderRows(room, issuer.issuerKeyId));
  if (found && serves(found)) return (turns.responder = found);
  const signer = room.registers.issuerKeyById(issuer.issuerKeyId);
  if (!signer) {
    if (found && found.certificate.notAfter > now) return (turns.responder = found);
    throw new DomainError('IllegalTransition', `nobody answers for ${issuer.issuerKeyId}`);
  }
  return (turns.responder = await newResponder(room, issuer, signer));
}

function newestResponder(
  room: AnswerRoom,
  { issuerKeyId }: AnsweredIssuer,
  rows: readonly ResponderRow[],
): Responder | undefined {
  const octets = rows.find((row) => row.octets !== null)?.octets;
  if (!octets) return undefined;
  const certificate = readCertificate(octets);
  const signed = rows.filter(({ sha256 }) => sha256 !== null).length;
  const key = keyOf(room, { issuerKeyId, certificate }, signed);
  return key && openResponder(room, key, certificate);
}

function openResponder(room: AnswerRoom, key: HsmKey, certificate: X509Certificate): Responder {
  requireProtection(room.token, key.label);
  return {
    certificate,
    certificateSha256: sha256Hex(certificate.der),
    publicKey: createPublicKey({ key: key.spki, format: 'der', type: 'spki' }),
    signatureAlgorithm: signatureAlgorithmOf(key.algorithm),
    sign: (octets) => key.sign(octets),
  };
}

async function newResponder(
  room: AnswerRoom,
  issuer: AnsweredIssuer,
  signer: NonNullable<ReturnType<AnswerRoom['registers']['issuerKeyById']>>,
): Promise<Responder> {
  const { issuerKeyId, algorithm } = issuer;
  const rows = await responderRows(room, issuerKeyId);
  const signed = rows.filter(({ sha256 }) => sha256 !== null);
  const label = labelOf(issuerKeyId, signed.length + 1);
  // A crash here leaves a key without a certificate, which the repeat finds under its label.
  if (!room.token.hasKey(label)) room.token.generateKey(label, algorithm);
  const key = room.token.findKey(label, 'status');
  requireProtection(room.token, label);
  const [newest] = rows;
  const isBegun =
    newest?.sha256 === null && room.now().getTime() - newest.begunAt.getTime() < RESUMED_MS;
  const begun = isBegun ? newest : undefined;
  const octets = await certifyResponder(room, { issuer, signer, spki: key.spki, begun });
  return openResponder(room, key, readCertificate(octets));
}
