import { createPublicKey, verify } from 'node:crypto';
import type pg from 'pg';
import type { HsmAlgorithm, HsmKey, HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { keyIdentifier } from '../../adapters/x509/key-identifier.ts';
import { sha256Hex, canonicalOctets } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { newEntryId } from '../book/entry-id.ts';
import { certificateOf } from '../issuance/certificate-profile.ts';
import { newSerialNumber } from '../issuance/serial-number.ts';
import { tbsCaCertificateOf, type CaCertificateContent } from './ca-certificate.ts';
import { signatureAlgorithmOf } from './issuer-key.ts';

/** One issuing key to be made: its names, and the services whose certificates it will sign. */
export interface KeyCeremony {
  readonly hsmLabel: string;
  readonly algorithm: HsmAlgorithm;
  readonly organization: string;
  readonly commonName: string;
  readonly services: readonly string[];
  /** Ids of the two custodians (規則6条15号ロ: dual control). */
  readonly custodians: readonly [string, string];
  readonly terminal: string;
  /** Record of the ceremony that this key is part of; without, one of this key alone. */
  readonly record?: { readonly sha256: string; readonly size: number };
  /** The module of the register; without, what the token says of itself. */
  readonly module?: { readonly id: string; readonly certificate: string };
}

/** Where a ceremony works. */
export interface CeremonyRoom {
  readonly pool: pg.Pool;
  readonly token: HsmToken;
  readonly book: RoomBook;
  readonly now: () => Date;
}

/** A CA certificate lives ten years; certificates below it end before it does. */
const CA_YEARS = 10;

/**
 * Makes an issuing key in the HSM and its self-signed CA certificate, each step in the book before the
 * next (規則12条1項1号ト, チ). Safe to run again: a key that is registered is left as it is, and one that a
 * crash left on the token before its certificate was intended gets its certificate now. One whose
 * certificate was intended and then lost is refused: another key is made under another label. The key signs nothing until
 * custodians have it issue (`changeKeyState`).
 *
 * @returns the CA certificate, DER.
 */
export async function holdKeyCeremony(room: CeremonyRoom, ceremony: KeyCeremony): Promise<Buffer> {
  const { pool, token } = room;
  const { rows } = await pool.query<{ caCertificate: Buffer }>(
    'select ca_certificate as "caCertificate" from issuer_keys where hsm_label = $1',
    [ceremony.hsmLabel],
  );
  if (rows[0]) return rows[0].caCertificate;

  const key = token.hasKey(ceremony.hsmLabel)
    ? token.findKey(ceremony.hsmLabel)
    : token.generateKey(ceremony.hsmLabel, ceremony.algorithm);
  const act = newEntryId();
  const written = await eventsOf(pool, keyIdentifier(key.spki));
  if (written.has('caCertificate.intended')) {
    // A second CA certificate of one key would bear another serial number: the key is given up instead.
    throw new DomainError(
      'CertificateMismatch',
      `ceremony of ${ceremony.hsmLabel} was interrupted`,
    );
  }
  if (!written.has('issuerKey.generated')) await recordGeneration(room, { ceremony, key });
  const certificate = await certify(room, { ceremony, key, act });
  await pool.query(
    `insert into issuer_keys (issuer_key_id, hsm_label, algorithm, state, ca_certificate, services)
     values ($1, $2, $3, 'generated', $4, $5) on conflict do nothing`,
    [keyIdentifier(key.spki), key.label, key.algorithm, certificate, ceremony.services],
  );
  return certificate;
}

/** Events of the ceremony that the book already has for a key. */
async function eventsOf(pool: pg.Pool, issuerKeyId: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ event: string; octets: Buffer }>(
    `select event, octets from book_entries
     where event in ('issuerKey.generated', 'caCertificate.intended')`,
  );
  return new Set(
    rows.filter(({ octets }) => octets.includes(issuerKeyId)).map(({ event }) => event),
  );
}

interface Held {
  readonly ceremony: KeyCeremony;
  readonly key: HsmKey;
}

const custodianOf = ({ custodians, terminal }: KeyCeremony) => ({
  kind: 'custodian',
  id: custodians[0],
  role: 'custodian',
  terminal,
});

function entryOf(room: CeremonyRoom, ceremony: KeyCeremony, entry: object): RoomEntry {
  return {
    id: newEntryId(),
    at: room.now().toISOString(),
    actor: custodianOf(ceremony),
    ...entry,
  } as RoomEntry;
}

/** The record of one key that is made outside a scripted ceremony. */
function recordOf(room: CeremonyRoom, { ceremony, key }: Held) {
  const module = room.token.identity();
  const record = canonicalOctets({
    v: 1,
    issuerKeyId: keyIdentifier(key.spki),
    algorithm: key.algorithm,
    custodians: [...ceremony.custodians],
    module: `${module.manufacturer} ${module.model} ${module.serialNumber}`,
    heldAt: room.now().toISOString(),
  });
  return { sha256: sha256Hex(record), size: record.length };
}

async function recordGeneration(room: CeremonyRoom, { ceremony, key }: Held): Promise<void> {
  const { sha256, size } = ceremony.record ?? recordOf(room, { ceremony, key });
  const module = ceremony.module ?? {
    id: room.token.identity().serialNumber || 'unknown',
    certificate: 'none',
  };
  const entry = entryOf(room, ceremony, {
    event: 'issuerKey.generated',
    items: ['1チ'],
    evidence: [{ kind: 'ceremonyRecord', sha256, size }],
    data: {
      issuerKeyId: keyIdentifier(key.spki),
      algorithm: key.algorithm,
      moduleId: module.id,
      moduleCertificate: module.certificate,
      custodians: [...ceremony.custodians],
      ceremonySha256: sha256,
    },
  });
  await room.book.write({ entries: [entry] });
}

function contentOf(room: CeremonyRoom, { ceremony, key }: Held): CaCertificateContent {
  const notBefore = room.now();
  notBefore.setMilliseconds(0);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CA_YEARS);
  return {
    serialNumber: newSerialNumber(),
    organization: ceremony.organization,
    commonName: ceremony.commonName,
    notBefore,
    notAfter,
    spki: key.spki,
    signatureAlgorithm: signatureAlgorithmOf(key.algorithm),
  };
}

/** Intent, signature, outcome: as with any certificate (no checkpointed intent, no signature). */
async function certify(
  room: CeremonyRoom,
  { ceremony, key, act }: Held & { readonly act: string },
): Promise<Buffer> {
  const content = contentOf(room, { ceremony, key });
  const tbs = tbsCaCertificateOf(content);
  const common = {
    certificateKind: 'selfSigned',
    issuerKeyId: keyIdentifier(key.spki),
    serialNumber: content.serialNumber,
    tbsSha256: sha256Hex(tbs),
  };
  const intended = entryOf(room, ceremony, {
    event: 'caCertificate.intended',
    items: ['1ト'],
    evidence: [{ kind: 'tbsCertificate', sha256: common.tbsSha256, size: tbs.length }],
    data: {
      ...common,
      notBefore: content.notBefore.toISOString(),
      notAfter: content.notAfter.toISOString(),
      act,
    },
  });
  await room.book.write({ entries: [intended] });
  const signature = await key.sign(tbs);
  const publicKey = createPublicKey({ key: key.spki, format: 'der', type: 'spki' });
  const hash = content.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256';
  if (!verify(hash, tbs, publicKey, signature)) {
    throw new DomainError('CertificateMismatch', `CA certificate of ${common.issuerKeyId}`);
  }
  const certificate = certificateOf(tbs, content.signatureAlgorithm, signature);
  const certificateSha256 = sha256Hex(certificate);
  const evidence = [
    { kind: 'issuerCertificate', sha256: certificateSha256, size: certificate.length },
  ];
  const issued = entryOf(room, ceremony, {
    event: 'caCertificate.issued',
    items: ['1ト'],
    evidence,
    data: { ...common, certificateSha256, signatureAttempts: 1 },
  });
  const published = entryOf(room, ceremony, {
    event: 'issuerCertificate.published',
    items: ['1ト'],
    evidence,
    data: { issuerKeyId: common.issuerKeyId, certificateSha256, kind: 'selfSigned' },
  });
  await room.book.write({ entries: [issued, published] });
  return certificate;
}
