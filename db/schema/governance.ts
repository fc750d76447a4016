import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import type { PortalKey } from '../../domain/governance/portal-keys.ts';
import { instant, octets } from './columns.ts';

/** 受付窓口, as two people registered it. */
export const portals = pgTable('portals', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Hash of a token that never ends: of development alone, and no act of two gives one. */
  tokenSha256: text('token_sha256').unique('portal_token_unique'),
  applicationsPerHour: integer('applications_per_hour').notNull(),
  /** A registered web portal has no devices to record. */
  isWebPortal: boolean('is_web_portal').notNull().default(false),
  isOpen: boolean('is_open').notNull().default(true),
  /** Public keys by which it says who it is: JWKs (RFC 7517), each with its `kid`. */
  keys: jsonb('keys').$type<readonly PortalKey[]>().notNull().default([]),
  requestsPerMinute: integer('requests_per_minute').notNull().default(6000),
  /** Of a portal that is built or tried out: its applicants are invented. */
  isSandbox: boolean('is_sandbox').notNull().default(false),
  /** Goes up when it is closed or loses a key: tokens of an earlier one are none any more, whatever clocks say. */
  tokenGeneration: integer('token_generation').notNull().default(1),
  /** Act of two by which it stands as it does, and since when; null for what the set-up registered. */
  actId: uuid('act_id'),
  changedAt: instant('changed_at'),
});

/** Tokens of portals, by their hashes: minutes long, and ended with their portal (RFC 6749 §5.1). */
export const portalTokens = pgTable(
  'portal_tokens',
  {
    tokenSha256: text('token_sha256').primaryKey(),
    portalId: text('portal_id')
      .notNull()
      .references(() => portals.id),
    tokenGeneration: integer('token_generation').notNull(),
    issuedAt: instant('issued_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('portal_tokens_expiry').on(t.expiresAt)],
);

/** Assertions that a token was given for: each serves once (RFC 7523 §3, `jti`), and is kept until it would have ended. */
export const portalAssertions = pgTable(
  'portal_assertions',
  {
    portalId: text('portal_id')
      .notNull()
      .references(() => portals.id),
    jtiSha256: text('jti_sha256').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portalId, t.jtiSha256] }),
    index('portal_assertions_expiry').on(t.expiresAt),
  ],
);

/**
 * Answers to requests with an `Idempotency-Key`, for a day. Keys and bodies are told by keyed hashes, and the answer is
 * sealed under a key that only the same request gives again: it says whose name stands in a text.
 */
export const portalAnswers = pgTable(
  'portal_answers',
  {
    portalId: text('portal_id')
      .notNull()
      .references(() => portals.id),
    keyMac: text('key_mac').notNull(),
    bodyMac: text('body_mac').notNull(),
    startedAt: instant('started_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Null while the first request is under way. */
    answerSealed: octets('answer_sealed'),
  },
  (t) => [
    primaryKey({ columns: [t.portalId, t.keyMac] }),
    index('portal_answers_expiry').on(t.expiresAt),
  ],
);

/** Effective-dated documents of the operator: accreditations, explanations, rule sets, approved apps. */
export const governanceDocuments = pgTable(
  'governance_documents',
  {
    documentType: text('document_type').notNull(),
    version: text('version').notNull(),
    sha256: text('sha256').notNull(),
    content: octets('content').notNull(),
    effectiveFrom: instant('effective_from').notNull(),
    withdrawnFrom: instant('withdrawn_from'),
  },
  (t) => [primaryKey({ columns: [t.documentType, t.version] })],
);

/** Staff. The name lies beside the books, so that the log holds none (規則12条1項1号ニ). */
export const officers = pgTable('officers', {
  id: text('id').primaryKey(),
  /** Whose account it is, by a code: two accounts of one person count as one (N13). Never changes. */
  person: text('person').notNull(),
  name: text('name').notNull(),
  nameCommitment: text('name_commitment').notNull(),
  roles: text('roles').array().notNull(),
});

/**
 * Whose cases an officer does not act on (N12): their own, and those of the household that they declared. People stand in it as
 * in `misuse_index`, by a keyed hash; who they are it does not say.
 */
export const officerPersons = pgTable(
  'officer_persons',
  {
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    person: text('person').notNull(),
    relation: text('relation').notNull(),
    declaredAt: instant('declared_at').notNull(),
    /** Whoever has left the household since. */
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    primaryKey({ columns: [t.officerId, t.person] }),
    index('officer_persons_person').on(t.person),
    check('officer_person_relation_known', sql`${t.relation} in ('self', 'household')`),
  ],
);

/**
 * Which cases are an officer's own, or of the household, by every account of the person: all that the console may see of the two
 * indexes of people.
 */
export const ownCases = pgView('own_cases', {
  caseId: uuid('case_id').notNull(),
  officerId: text('officer_id').notNull(),
}).as(sql`
  select m.case_id, o.id as officer_id from misuse_index m join officer_persons p on p.person = m.person
  join officers d on d.id = p.officer_id join officers o on o.person = d.person
  where p.withdrawn_at is null`);

/**
 * 責任を有する者: who was on duty from when to when. `one_on_duty` keeps any two duties from overlapping; Drizzle has no
 * word for an exclusion, so it stands in its migration alone.
 */
export const dutyRoster = pgTable(
  'duty_roster',
  {
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    from: instant('from_at').notNull(),
    until: instant('until_at'),
  },
  (t) => [
    index('duty_roster_from').on(t.from),
    check('duty_ends_after_it_begins', sql`${t.until} is null or ${t.until} >= ${t.from}`),
  ],
);

/** Stop switches: absent means on. */
export const switches = pgTable('switches', {
  name: text('name').primaryKey(),
  isOn: boolean('is_on').notNull(),
  /** Code of why it was turned last. */
  cause: text('cause').notNull().default('other'),
  changedBy: text('changed_by'),
  changedAt: instant('changed_at').notNull(),
});

/** Console sessions, by the hash of their secret. */
export const sessions = pgTable('sessions', {
  idSha256: text('id_sha256').primaryKey(),
  officerId: text('officer_id')
    .notNull()
    .references(() => officers.id),
  terminal: text('terminal').notNull(),
  /** How its holder came in; unknown of sessions before it was kept. */
  method: text('method'),
  openedAt: instant('opened_at').notNull(),
  endsAt: instant('ends_at').notNull(),
  /** When its browser last asked for something, to the minute. */
  seenAt: instant('seen_at').notNull().defaultNow(),
});

/** One-time sign-in links (development only), by the hash of their secret. */
export const signInLinks = pgTable('sign_in_links', {
  idSha256: text('id_sha256').primaryKey(),
  officerId: text('officer_id')
    .notNull()
    .references(() => officers.id),
  endsAt: instant('ends_at').notNull(),
  usedAt: instant('used_at'),
});

/** Passkeys of staff. One that was withdrawn stays: what it signed is judged by it for years. */
export const passkeys = pgTable(
  'passkeys',
  {
    /** Base64url, as the authenticator names it. */
    credentialId: text('credential_id').primaryKey(),
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    /** COSE_Key (RFC 9052 §7) as the authenticator gave it. */
    publicKeyCose: octets('public_key_cose').notNull(),
    /** 0 of one that does not count. */
    signatureCounter: bigint('signature_counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    /** What its holder calls it. */
    label: text('label').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    withdrawnAt: instant('withdrawn_at'),
    /** The enrolment that it was made by. Of passkeys from before this was kept, neither this nor `confirmedBy` is known. */
    enrolledBy: uuid('enrolled_by').unique('passkey_enrolment_used_once'),
    /** The passkey of its holder that confirmed it, what that one signed, and the challenge this one was made with. */
    confirmedBy: text('confirmed_by').references((): AnyPgColumn => passkeys.credentialId),
    confirmation: octets('confirmation'),
    madeWith: text('made_with').unique('passkey_confirmation_used_once'),
  },
  (t) => [
    index('passkeys_officer').on(t.officerId),
    check('passkey_made_one_way', sql`${t.enrolledBy} is null or ${t.confirmedBy} is null`),
    check(
      'passkey_confirmation_complete',
      sql`(${t.confirmedBy} is null) = (${t.confirmation} is null)
        and (${t.confirmedBy} is null) = (${t.madeWith} is null)`,
    ),
  ],
);

/** Challenges that passkeys answer, by the hash of challenge and browser. Each is taken once. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    challengeSha256: text('challenge_sha256').primaryKey(),
    purpose: text('purpose').notNull(),
    /** Unknown before a sign-in: the passkey says who it is. */
    officerId: text('officer_id').references(() => officers.id),
    endsAt: instant('ends_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    check(
      'passkey_challenge_purpose_known',
      sql`${t.purpose} in ('register', 'signIn', 'confirm', 'oidc')`,
    ),
    check(
      'passkey_challenge_officer_known',
      sql`(${t.purpose} in ('signIn', 'oidc')) = (${t.officerId} is null)`,
    ),
  ],
);

/** Columns of a read that its writer gives. */
export const readColumns = () => ({
  row: text('row_id').primaryKey(),
  at: instant('at').notNull(),
  officerId: text('officer_id').notNull(),
  /** Role in which it was read; unknown of reads before roles were kept. */
  role: text('role'),
  caseId: text('case_id').notNull(),
  fields: text('fields').array().notNull(),
  purpose: text('purpose').notNull(),
});

/** Reads of personal data: who, which case, which fields, why. Never changed but for their entry. */
export const accessRows = pgTable(
  'access_rows',
  {
    ...readColumns(),
    /** The entry `books.read` whose root covers the row; null until its hour is closed. */
    entryId: uuid('entry_id'),
  },
  (t) => [
    // Without the reads of lists: a case that waits is listed many times an hour, and its page shows none of them.
    index('access_rows_case')
      .on(t.caseId, t.at, t.row)
      .where(sql`purpose <> 'list'`),
    index('access_rows_open')
      .on(t.at)
      .where(sql`${t.entryId} is null`),
  ],
);
