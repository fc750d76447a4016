import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import {
  openOfficeDatabase,
  type OfficeDatabase,
  type Queryable,
} from '../../db/office-database.ts';
import { openEnrolment } from '../../db/governance/enrolments.ts';
import { committedName, keepOfficerName } from '../../db/governance/officer-names.ts';
import { enrolments } from '../../db/schema/access.ts';
import { bookEntries } from '../../db/schema/books.ts';
import { dutyRoster, governanceDocuments, officers, portals } from '../../db/schema/governance.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { readConfig, type Config } from '../config.ts';
import {
  ACCREDITATIONS,
  APPROVED_APPS,
  EFFECTIVE_FROM,
  EXPLANATION,
  PRACTICE_DOCUMENTS,
  OFFICERS,
  personOf,
  PORTAL,
  portalKey,
} from '../demonstration/documents.ts';
import { publishReader, readKey, withPassword } from '../parts.ts';

type OfficeConfig = Config<'office-worker'>;

const ADMINISTRATOR = {
  kind: 'officer',
  id: 'officer-00',
  role: 'administrator',
  terminal: 'terminal-01',
} as const;

/**
 * `toroku adopt`: puts the demonstration's documents, staff, portal and CA certificates into the office's
 * registers, and opens the office book. Development only; safe to run again.
 */
export async function adopt(): Promise<void> {
  const config = readConfig('office-worker');
  if (config.mode === 'production') {
    throw new Error('toroku adopt fills in invented documents: development only');
  }
  publishReader(config.evidenceDir, 'office', config.evidenceOfficeKeyFile);
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 2);
  try {
    await db.transaction((tx) => openBook(tx, config));
    await adoptDocuments(db);
    await adoptIssuers(db, config.repositoryDir);
    await registerStaff(db);
    await registerPortal(db);
  } finally {
    await db.$client.end();
  }
}

async function openBook(tx: Queryable, config: OfficeConfig): Promise<void> {
  const [first] = await tx.select({ id: bookEntries.id }).from(bookEntries).limit(1);
  if (first) return;
  const origin = config.officeBookOrigin;
  const { vkey } = ed25519Signer(origin, readKey(config.officeBookKeyFile));
  await writeEntry(tx, {
    event: 'log.opened',
    items: ['4ハ'],
    at: new Date().toISOString(),
    actor: ADMINISTRATOR,
    data: { origin, keys: [vkey], install: 'demonstration' },
  });
}

interface Document {
  readonly documentType: string;
  readonly version: string;
  readonly content: Buffer;
}

/** Documents with a place in 規則12条1項3号; any other is a register of the office, without an entry. */
const BOOKED = [
  'accreditations',
  'explanation',
  'certificatePolicy',
  'certificationPracticeStatement',
] as const;

type Booked = (typeof BOOKED)[number];

const isBooked = (documentType: string): documentType is Booked =>
  (BOOKED as readonly string[]).includes(documentType);

/** Adopts a document with its entry, unless this version is there already. */
async function adoptDocument(db: OfficeDatabase, document: Document): Promise<void> {
  const { documentType, version, content } = document;
  const sha256 = sha256Hex(content);
  await db.transaction(async (tx) => {
    const added = await tx
      .insert(governanceDocuments)
      .values({ ...document, sha256, effectiveFrom: EFFECTIVE_FROM })
      .onConflictDoNothing()
      .returning({ version: governanceDocuments.version });
    if (added.length === 0 || !isBooked(documentType)) return;
    await writeEntry(tx, {
      event: 'document.adopted',
      items: ['3イ'],
      at: new Date().toISOString(),
      actor: ADMINISTRATOR,
      evidence: [{ kind: 'governanceDocument', sha256, size: content.length }],
      data: {
        documentType,
        version,
        documentSha256: sha256,
        effectiveFrom: EFFECTIVE_FROM.toISOString(),
        act: uuidV7(),
      },
    });
  });
}

const json = (content: object): Buffer => canonicalOctets(content as CanonicalValue);

async function adoptDocuments(db: OfficeDatabase): Promise<void> {
  const { version } = EXPLANATION;
  await adoptDocument(db, {
    documentType: 'accreditations',
    version,
    content: json(ACCREDITATIONS),
  });
  await adoptDocument(db, { documentType: 'explanation', version, content: EXPLANATION.content });
  for (const each of PRACTICE_DOCUMENTS) await adoptDocument(db, each);
  await adoptDocument(db, { documentType: 'approvedApps', version, content: json(APPROVED_APPS) });
}

/** The CA certificates that the room published; in the field two people compare them first. */
async function adoptIssuers(db: OfficeDatabase, repositoryDir: string): Promise<void> {
  const folder = join(repositoryDir, 'issuers');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.cer'))) {
    const content = readFileSync(join(folder, name));
    const version = name.slice(0, -'.cer'.length);
    await adoptDocument(db, { documentType: 'issuerCertificate', version, content });
  }
}

async function registerStaff(db: OfficeDatabase): Promise<void> {
  for (const { id, name, roles } of OFFICERS) {
    const { nameCommitment, ...named } = committedName(name);
    await db.transaction(async (tx) => {
      const registered = await tx
        .insert(officers)
        .values({ id, person: personOf(id), name, nameCommitment, roles: [...roles] })
        .onConflictDoNothing()
        .returning({ officerId: officers.id });
      for (const { officerId } of registered) {
        await keepOfficerName(tx, named, { actId: uuidV7(), officerId, at: new Date() });
      }
    });
    // By it the console gives each a passkey in software; of this command alone nobody stands behind an open one.
    const [known] = await db.select().from(enrolments).where(eq(enrolments.officerId, id)).limit(1);
    const subject = { officerId: id };
    const enrolment = { actId: uuidV7(), subject, by: ADMINISTRATOR, at: new Date() };
    if (!known) await db.transaction((tx) => openEnrolment(tx, enrolment));
  }
  const onDuty = OFFICERS.find(({ roles }) =>
    (roles as readonly string[]).includes('responsiblePerson'),
  );
  const [current] = await db.select().from(dutyRoster).limit(1);
  if (current || !onDuty) return;
  await db.transaction(async (tx) => {
    await tx.insert(dutyRoster).values({ officerId: onDuty.id, from: EFFECTIVE_FROM });
    await writeEntry(tx, {
      event: 'roster.changed',
      items: ['3ハ'],
      at: new Date().toISOString(),
      actor: ADMINISTRATOR,
      data: {
        responsiblePerson: onDuty.id,
        change: 'began',
        from: EFFECTIVE_FROM.toISOString(),
      },
    });
  });
}

/** Registers the sample portal, by its key and by its token; again it is as it was. */
export async function registerPortal(db: OfficeDatabase): Promise<void> {
  const tokenSha256 = createHash('sha256').update(PORTAL.token).digest('hex');
  const keys = [portalKey()];
  await db
    .insert(portals)
    .values({
      id: PORTAL.id,
      name: PORTAL.name,
      tokenSha256,
      keys,
      isSandbox: true,
      // One portal stands for many in a trial.
      applicationsPerHour: 100_000,
      requestsPerMinute: 100_000_000,
    })
    // An instance of an earlier build has it without a key.
    .onConflictDoUpdate({
      target: portals.id,
      set: { keys },
      setWhere: sql`${portals.keys} = '[]'::jsonb and ${portals.actId} is null`,
    });
}
