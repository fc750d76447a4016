import { verify } from 'node:crypto';
import * as der from '../../adapters/x509/der-writer.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { SignatureRow } from '../book/key-rows.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { ALGORITHM_IDENTIFIERS, certificateOf } from '../issuance/certificate-profile.ts';
import { newSerialNumber } from '../issuance/serial-number.ts';
import type { IssuerKey } from '../room.ts';
import { isPerformed } from './agreed-act.ts';
import { caExtensions } from './ca-certificate.ts';
import { keyActOf, type KeyAuthority, type KeyRoom } from './change-key-state.ts';
import { dualControlEntries, type ActSigner } from './dual-control-act.ts';

/** The two keys of one name that are linked. */
export interface LinkedKeys {
  readonly older: IssuerKey;
  readonly newer: IssuerKey;
}

/** One of the two certificates of a link (RFC 4210 §4.4). */
export interface LinkCertificate {
  readonly certificateKind: 'newWithOld' | 'oldWithNew';
  readonly subjectKeyId: string;
  readonly issuerKeyId: string;
  readonly certificate: Buffer;
}

interface LinkContent {
  readonly certificateKind: LinkCertificate['certificateKind'];
  readonly signer: IssuerKey;
  readonly subject: IssuerKey;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Validity as RFC 4210 §4.4.1 has it: that of the old key, and from the new key on to the end of the old one. */
const contentsOf = ({ older, newer }: LinkedKeys): readonly LinkContent[] => {
  const { notAfter } = older.certificate;
  return [
    {
      certificateKind: 'newWithOld',
      signer: older,
      subject: newer,
      notBefore: newer.certificate.notBefore,
      notAfter,
    },
    {
      certificateKind: 'oldWithNew',
      signer: newer,
      subject: older,
      notBefore: older.certificate.notBefore,
      notAfter,
    },
  ];
};

/** TBSCertificate of a link: the subject's key under the name that both have, said by the other key. */
const tbsOf = (
  { signer, subject, notBefore, notAfter }: LinkContent,
  serialNumber: string,
): Buffer =>
  der.seq(
    der.explicit(0, der.smallInteger(2)),
    der.integer(Buffer.from(serialNumber, 'hex')),
    ALGORITHM_IDENTIFIERS[signer.signatureAlgorithm],
    signer.certificate.subject,
    der.seq(der.time(notBefore), der.time(notAfter)),
    subject.certificate.subject,
    subject.certificate.spki,
    caExtensions({
      subjectKeyId: Buffer.from(subject.issuerKeyId, 'hex'),
      authorityKeyId: Buffer.from(signer.issuerKeyId, 'hex'),
    }),
  );

/** The id of a link follows from what it links: there is one of each. */
function linkIdOf({ certificateKind, signer, subject }: LinkContent): string {
  const hex = sha256Hex(
    Buffer.from(`${certificateKind}/${signer.issuerKeyId}/${subject.issuerKeyId}`),
  );
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  // Version 8: made by a rule of our own (RFC 9562 §5.8).
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

interface LinkRow extends SignatureRow {
  readonly signatureAttempts: number;
  readonly octets: Buffer | null;
}

/**
 * Certifies two issuer keys of one name by each other, so that whoever trusts the one finds a way to what the other signed.
 * Intent, call and outcome are in the book as with any certificate. Two custodians order it: in the field by the act that had
 * the newer key start issuing.
 *
 * Safe to run again: a link that is there is returned; one that a crash interrupted is signed over the same octets.
 *
 * @throws DomainError `MalformedRequest` for keys of different names: a CA certificate of ours allows no other CA below it.
 */
export async function linkKeys(
  room: KeyRoom,
  keys: LinkedKeys & { readonly authority: KeyAuthority },
  now: () => Date,
): Promise<LinkCertificate[]> {
  const { older, newer } = keys;
  if (!older.certificate.subject.equals(newer.certificate.subject)) {
    throw new DomainError('MalformedRequest', 'the keys have different names');
  }
  const by = await orderOf(room, keys, now());
  const links: LinkCertificate[] = [];
  for (const content of contentsOf(keys)) {
    const { certificateKind, signer, subject } = content;
    const certificate = await linkOf(room, content, { by, now });
    const [issuerKeyId, subjectKeyId] = [signer.issuerKeyId, subject.issuerKeyId];
    links.push({ certificateKind, issuerKeyId, subjectKeyId, certificate });
  }
  return links;
}

interface LinkOrder {
  readonly act: string;
  readonly actor: ActSigner['actor'];
}

/** The act that started the newer key; two custodians in the room write one of their own. */
async function orderOf(
  room: KeyRoom,
  { newer, authority }: LinkedKeys & { readonly authority: KeyAuthority },
  now: Date,
): Promise<LinkOrder> {
  const { issuerKeyId } = newer;
  if ('custodians' in authority) {
    const act = await keyActOf(room, { ...authority, issuerKeyId, to: 'issuing' });
    await room.book.write({
      entries: dualControlEntries({ ...act, actKind: 'keyState', at: now }),
    });
    return { act: act.act, actor: act.approver.actor };
  }
  const { act, content, approver } = authority.agreed;
  const isAbout =
    content.actKind === 'keyState' &&
    content.change.issuerKeyId === issuerKeyId &&
    content.change.to === 'issuing';
  if (!isAbout || !(await isPerformed(room.pool, act))) {
    throw new DomainError('IllegalTransition', `${act} has not started ${issuerKeyId}`);
  }
  return { act, actor: approver.actor };
}

interface Linking {
  readonly by: LinkOrder;
  readonly now: () => Date;
}

async function linkOf(room: KeyRoom, content: LinkContent, linking: Linking): Promise<Buffer> {
  const id = linkIdOf(content);
  const { rows } = await room.pool.query<LinkRow>(
    `select id, issuer_key_id as "issuerKeyId", kind, number, begun_at as "begunAt",
       tbs_sha256 as "tbsSha256", signature_attempts as "signatureAttempts", octets
     from issuer_signatures where id = $1`,
    [id],
  );
  const [begun] = rows;
  if (begun?.octets) return begun.octets;
  const serialNumber = begun?.number ?? newSerialNumber();
  const tbs = tbsOf(content, serialNumber);
  const signature: SignatureRow = {
    id,
    issuerKeyId: content.signer.issuerKeyId,
    kind: 'linkCertificate',
    number: serialNumber,
    begunAt: begun?.begunAt ?? linking.now(),
    tbsSha256: sha256Hex(tbs),
  };
  // A crash after this leaves an intent and a call that is counted; the repeat signs the same octets.
  await room.book.write({
    entries: begun ? [] : [intendedEntry(content, signature, { ...linking, size: tbs.length })],
    keys: { signature },
  });
  step('links.1-intended');
  const certificate = await signedLink(content, tbs);
  const attempts = (begun?.signatureAttempts ?? 0) + 1;
  await room.book.write({
    entries: issuedEntries(content, signature, { ...linking, certificate, attempts }),
    keys: { signed: { id, sha256: sha256Hex(certificate), octets: certificate } },
  });
  return certificate;
}

async function signedLink({ signer }: LinkContent, tbs: Buffer): Promise<Buffer> {
  const signature = await signer.sign(tbs);
  const hash = signer.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  if (!verify(hash, tbs, signer.publicKey, signature)) {
    throw new DomainError('CertificateMismatch', `link by ${signer.issuerKeyId}`);
  }
  return certificateOf(tbs, signer.signatureAlgorithm, signature);
}

const entryBy = ({ by, now }: Linking) => ({
  id: newEntryId(),
  items: ['1ト'],
  at: now().toISOString(),
  actor: by.actor,
});

function intendedEntry(
  content: LinkContent,
  { issuerKeyId, number, tbsSha256 }: SignatureRow,
  linking: Linking & { readonly size: number },
): RoomEntry {
  return {
    ...entryBy(linking),
    event: 'caCertificate.intended',
    evidence: [{ kind: 'tbsCertificate', sha256: tbsSha256, size: linking.size }],
    data: {
      certificateKind: content.certificateKind,
      issuerKeyId,
      serialNumber: number,
      notBefore: content.notBefore.toISOString(),
      notAfter: content.notAfter.toISOString(),
      tbsSha256,
      act: linking.by.act,
    },
  } as RoomEntry;
}

function issuedEntries(
  { certificateKind }: LinkContent,
  { issuerKeyId, number, tbsSha256 }: SignatureRow,
  linking: Linking & { readonly certificate: Buffer; readonly attempts: number },
): RoomEntry[] {
  const { certificate, attempts } = linking;
  const certificateSha256 = sha256Hex(certificate);
  const evidence = [
    { kind: 'issuerCertificate', sha256: certificateSha256, size: certificate.length },
  ];
  return [
    {
      ...entryBy(linking),
      event: 'caCertificate.issued',
      evidence,
      data: {
        certificateKind,
        issuerKeyId,
        serialNumber: number,
        tbsSha256,
        certificateSha256,
        signatureAttempts: attempts,
      },
    },
    {
      ...entryBy(linking),
      event: 'issuerCertificate.published',
      evidence,
      data: { issuerKeyId, certificateSha256, kind: certificateKind },
    },
  ] as RoomEntry[];
}

/** Names a link where it is published: beside the CA certificates, by whose key and who says so. */
export const linkFile = ({ subjectKeyId, issuerKeyId }: LinkCertificate): string =>
  `links/${subjectKeyId}/${issuerKeyId}.cer`;
