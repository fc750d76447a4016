import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';

/** Issuer keys in the HSM, named by their subjectKeyIdentifier. */
export const issuerKeys = pgTable(
  'issuer_keys',
  {
    issuerKeyId: text('issuer_key_id').primaryKey(),
    /** CKA_LABEL of the key pair on the token. */
    hsmLabel: text('hsm_label').notNull().unique('hsm_label_unique'),
    algorithm: text('algorithm').notNull(),
    state: text('state').notNull(),
    /** Of two keys that issue for one service, the one that began later does. */
    stateSince: instant('state_since').notNull().defaultNow(),
    caCertificate: octets('ca_certificate').notNull(),
    /** Services whose certificates this key signs. */
    services: text('services').array().notNull(),
  },
  (t) => [
    check(
      'issuer_key_state_known',
      sql`${t.state} in ('generated','accredited','issuing','status-only','retired','compromised')`,
    ),
  ],
);

/**
 * One row an order: the reserved TBS, then the certificate. Rows are never deleted; the first stored
 * certificate stays. TBS and certificate are sealed under the case's chain key.
 */
export const issuances = pgTable(
  'issuances',
  {
    orderId: uuid('order_id').primaryKey(),
    applicationId: uuid('application_id').notNull(),
    /** Number of the order in its application, as signed; null if it was not kept or its evidence is erased. */
    orderNumber: integer('order_number'),
    chainId: uuid('chain_id').notNull(),
    issuerKeyId: text('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.issuerKeyId),
    /** 20 octets in hex, top bit clear, 128 random bits (RFC 5280 §4.1.2.2). */
    serialNumber: text('serial_number').notNull(),
    notBefore: instant('not_before').notNull(),
    notAfter: instant('not_after').notNull(),
    tbsSha256: text('tbs_sha256').notNull(),
    tbsSealed: octets('tbs_sealed').notNull(),
    spkiSha256: text('spki_sha256').notNull(),
    dossierSha256: text('dossier_sha256').notNull(),
    intentEntryId: uuid('intent_entry_id').notNull(),
    intendedAt: instant('intended_at').notNull(),
    /** Counted before the HSM is asked, so that a crash never hides it; a token that was lost in mid-sign may be asked again within one. */
    signatureAttempts: integer('signature_attempts').notNull(),
    certificateSha256: text('certificate_sha256'),
    certificateSealed: octets('certificate_sealed'),
    completedAt: instant('completed_at'),
    /** Closed without a certificate: nothing is ever signed for it again. */
    abandonedAt: instant('abandoned_at'),
  },
  (t) => [
    // An office that gave an order a second id would have a second certificate for it.
    uniqueIndex('order_number_unique')
      .on(t.applicationId, t.orderNumber)
      .where(sql`${t.abandonedAt} is null`),
    unique('serial_number_unique_per_issuer').on(t.issuerKeyId, t.serialNumber),
    index('issuances_intended').on(t.issuerKeyId, t.intendedAt),
    // Every two seconds somebody looks which of the newest have no OCSP answer yet.
    index('issuances_completed').on(t.issuerKeyId, t.completedAt),
    // A renewal is held against the certificates of the chain that it joins.
    index('issuances_chain').on(t.chainId),
    check('serial_number_in_bounds', sql`${t.serialNumber} ~ '^[0-7][0-9a-f]{39}$'`),
    check(
      'certificate_complete',
      sql`(${t.certificateSha256} is null) = (${t.completedAt} is null)`,
    ),
    check('one_outcome', sql`${t.completedAt} is null or ${t.abandonedAt} is null`),
  ],
);

/** Issuer keys that somebody else may have: who must be told of what, and what was decided about their certificates. */
export const keyCompromises = pgTable('key_compromises', {
  issuerKeyId: text('issuer_key_id')
    .primaryKey()
    .references(() => issuerKeys.issuerKeyId),
  incident: uuid('incident').notNull(),
  /** From when on the key signs nothing. */
  at: instant('at').notNull(),
  /** Act of the two custodians who revoke all that it signed; the revocations bear it as their request. */
  revokedUnder: uuid('revoked_under'),
});

/** Serial numbers that the next list of revoked certificates names (規則6条12号). Rows are never deleted. */
export const revocations = pgTable(
  'revocations',
  {
    issuerKeyId: text('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.issuerKeyId),
    serialNumber: text('serial_number').notNull(),
    orderId: uuid('order_id').notNull(),
    requestId: uuid('request_id').notNull(),
    notAfter: instant('not_after').notNull(),
    /** What lists and answers name; of a certificate that was held the instant of the hold (X.509 §8.5.2.2). */
    revocationDate: instant('revocation_date').notNull(),
    /** As in RFC 5280 §5.3.1. */
    reasonCode: text('reason_code').notNull(),
    /** When the danger arose (RFC 5280 §5.3.2). */
    invalidityDate: instant('invalidity_date'),
    /** What brought it: the office, custodians in the room, a compromised issuer key, an order without a certificate. */
    because: text('because').notNull(),
    /** When the room wrote it down (規則6条12号); `revocation_date` may be earlier. */
    recordedAt: instant('recorded_at').notNull(),
    /** The reason before it became `keyCompromise`, with the request that made it so. */
    firstReason: text('first_reason'),
    upgradedAt: instant('upgraded_at'),
    upgradeRequestId: uuid('upgrade_request_id'),
    /** Read back as it stands here; null from each change until then. */
    publishedAt: instant('published_at'),
  },
  (t) => [
    primaryKey({ columns: [t.issuerKeyId, t.serialNumber] }),
    index('revocations_published').on(t.issuerKeyId, t.publishedAt),
    index('revocations_unpublished')
      .on(t.issuerKeyId, t.recordedAt)
      .where(sql`${t.publishedAt} is null`),
    check(
      'revoked_because',
      sql`${t.because} in ('request','custodians','compromise','abandoned')`,
    ),
    check('revocation_is_no_hold', sql`${t.reasonCode} <> 'certificateHold'`),
    check(
      'upgrade_complete',
      sql`(${t.firstReason} is null) = (${t.upgradedAt} is null)
        and (${t.firstReason} is null) = (${t.upgradeRequestId} is null)
        and (${t.firstReason} is null or ${t.reasonCode} = 'keyCompromise')`,
    ),
  ],
);

/** Certificates that are held (`certificateHold`), and that were: rows are never deleted, one a request. */
export const suspensions = pgTable(
  'suspensions',
  {
    requestId: uuid('request_id').primaryKey(),
    issuerKeyId: text('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.issuerKeyId),
    serialNumber: text('serial_number').notNull(),
    orderId: uuid('order_id').notNull(),
    notAfter: instant('not_after').notNull(),
    suspendedAt: instant('suspended_at').notNull(),
    /** By when somebody has to decide: an alarm, never a release. */
    until: instant('until').notNull(),
    /** When it ended, and whether the certificate is good again or revoked since. */
    releasedAt: instant('released_at'),
    endedBy: text('ended_by'),
    /** Read back as it stands here; null from each change until then. */
    publishedAt: instant('published_at'),
  },
  (t) => [
    uniqueIndex('one_live_suspension')
      .on(t.issuerKeyId, t.serialNumber)
      .where(sql`${t.releasedAt} is null`),
    index('suspensions_published').on(t.issuerKeyId, t.publishedAt),
    index('suspensions_unpublished')
      .on(t.issuerKeyId, t.suspendedAt)
      .where(sql`${t.publishedAt} is null`),
    check('suspension_ended_by', sql`${t.endedBy} in ('release','revocation')`),
    check('suspension_end_complete', sql`(${t.releasedAt} is null) = (${t.endedBy} is null)`),
  ],
);

/**
 * What an issuer key was asked to sign beside certificates of subscribers: link certificates, those of OCSP responders,
 * and lists of revoked certificates. The row is there, and the call counted, before the HSM is called.
 */
export const issuerSignatures = pgTable(
  'issuer_signatures',
  {
    id: uuid('id').primaryKey(),
    issuerKeyId: text('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.issuerKeyId),
    kind: text('kind').notNull(),
    /** Of a list: the shard that certificates name. */
    shard: integer('shard').notNull().default(0),
    /** Serial number of a certificate in hex; number of a list in decimal digits. */
    number: text('number').notNull(),
    begunAt: instant('begun_at').notNull(),
    tbsSha256: text('tbs_sha256').notNull(),
    signatureAttempts: integer('signature_attempts').notNull(),
    /** What was signed first; it stays. */
    sha256: text('sha256'),
    /** Null of a list that is in the archive of what was published: a table of them would grow by each. */
    octets: octets('octets'),
    /** When a list was read back where relying parties get it. */
    publishedAt: instant('published_at'),
  },
  (t) => [
    unique('number_unique_per_issuer').on(t.issuerKeyId, t.kind, t.shard, t.number),
    index('lists_by_number')
      .on(t.issuerKeyId, t.shard, sql`(number::numeric)`)
      .where(sql`kind = 'crl'`),
    check('signed_kind_known', sql`${t.kind} in ('crl', 'linkCertificate', 'ocspResponder')`),
  ],
);

/** OCSP answers that were signed together, with the root of the tree over them. Rows are never deleted. */
export const ocspBatches = pgTable('ocsp_batches', {
  batch: uuid('batch').primaryKey(),
  issuerKeyId: text('issuer_key_id')
    .notNull()
    .references(() => issuerKeys.issuerKeyId),
  answers: integer('answers').notNull(),
  root: text('root').notNull(),
  thisUpdate: instant('this_update').notNull(),
  /** Read back; until then nobody relies on what is in the files. */
  publishedAt: instant('published_at'),
});

/** The newest OCSP answer of each certificate: which there are, and how old. The answers themselves are files. */
export const ocspAnswers = pgTable(
  'ocsp_answers',
  {
    issuerKeyId: text('issuer_key_id').notNull(),
    serialNumber: text('serial_number').notNull(),
    batch: uuid('batch')
      .notNull()
      .references(() => ocspBatches.batch),
    thisUpdate: instant('this_update').notNull(),
    status: text('status').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issuerKeyId, t.serialNumber] }),
    check('answer_status_known', sql`${t.status} in ('good', 'revoked')`),
  ],
);

/** Every public key the room ever put into an intent: a key serves one application (規則6条15号ト). */
export const keysSeen = pgTable('keys_seen', {
  spkiSha256: text('spki_sha256').primaryKey(),
  applicationId: uuid('application_id').notNull(),
  /** HMAC of the person under the room's own secret. */
  person: text('person').notNull(),
});

/** Keys that nobody may certify, as lists and reports name them: SHA-256 of the key, or Debian's fingerprint of a modulus. */
export const refusedKeys = pgTable(
  'refused_keys',
  {
    fingerprint: text('fingerprint').primaryKey(),
    basis: text('basis').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [
    check('fingerprint_known', sql`${t.fingerprint} ~ '^([0-9a-f]{20}|[0-9a-f]{64})$'`),
    check('refused_key_basis_known', sql`${t.basis} in ('list', 'reported')`),
  ],
);

/** Rule sets, profiles, duties and officers the room has accepted under dual control. */
export const acceptedDocuments = pgTable(
  'accepted_documents',
  {
    documentType: text('document_type').notNull(),
    sha256: text('sha256').notNull(),
    content: octets('content').notNull(),
    effectiveFrom: instant('effective_from').notNull(),
    withdrawnFrom: instant('withdrawn_from'),
  },
  (t) => [primaryKey({ columns: [t.documentType, t.sha256] })],
);

/** The room's own switches: absent means on. */
export const roomSwitches = pgTable('room_switches', {
  name: text('name').primaryKey(),
  isOn: integer('is_on').notNull(),
});

/** Entries of the enclave book: index given in the transaction that writes them. */
export const enclaveEntries = pgTable(
  'book_entries',
  {
    index: bigint('log_index', { mode: 'number' }).primaryKey(),
    id: uuid('id').notNull().unique('entry_id_unique'),
    event: text('event').notNull(),
    caseId: uuid('case_id'),
    seq: integer('seq'),
    at: instant('at').notNull(),
    octets: octets('octets').notNull(),
    /** Of an intent: the number of the certificate, a subscriber's or a CA's. Taken once, whatever the issuer. */
    serialNumber: text('serial_number'),
  },
  (t) => [
    unique('case_seq_unique').on(t.caseId, t.seq),
    uniqueIndex('serial_number_taken_once')
      .on(t.serialNumber)
      .where(sql`${t.serialNumber} is not null`),
  ],
);

/**
 * The one row of the enclave book's tip. It moves only from the count and under the fence that its
 * writer knows, so two processes can never both write.
 */
export const enclaveTip = pgTable('book_tip', {
  origin: text('origin').primaryKey(),
  /** Entries with an index. */
  entries: bigint('entries', { mode: 'number' }).notNull(),
  /** Rises with every process that takes the pen. */
  fence: bigint('fence', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
});

/** What the newest checkpoint covers. The checkpoint itself is on both media. */
export const enclavePublished = pgTable('book_published', {
  origin: text('origin').primaryKey(),
  size: bigint('size', { mode: 'number' }).notNull(),
  root: octets('root').notNull(),
  checkpoint: text('checkpoint').notNull(),
  at: instant('at').notNull(),
});

/** Last sequence number of each case in the enclave book. */
export const enclaveCaseSequences = pgTable('case_sequences', {
  caseId: uuid('case_id').primaryKey(),
  lastSeq: integer('last_seq').notNull(),
});

export { codeAttempts, codes } from './code-schema.ts';
