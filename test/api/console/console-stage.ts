import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { createRepositoryApp } from '../../../api/repository/app.tsx';
import { registerSoftwarePasskeys } from '../../../bin/software-passkeys.ts';
import { staffSignatures } from '../../../bin/staff-passkeys.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { openEnrolment } from '../../../db/governance/enrolments.ts';
import { signInLocks, terminals } from '../../../db/schema/access.ts';
import { anchoringMarks } from '../../../db/schema/anchoring.ts';
import { caseInputs } from '../../../db/schema/application.ts';
import { actInputs, dualControlActs } from '../../../db/schema/dual-control.ts';
import { massRevocationLines, massRevocations } from '../../../db/schema/mass-revocation.ts';
import { officers, passkeys, portals } from '../../../db/schema/governance.ts';
import { reconciliations } from '../../../db/schema/reconciliation.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { launch, listen, openPage, type Served, type WatchedPage } from './browser.ts';
import { aMark } from './inspection/marks.ts';
import { addLink, type Records } from './office-console.ts';
import { ACT, MASS, REVIEWED, SENT, STOPPED, type ShownPage } from './pages.ts';
import { ISSUER_KEY_ID, makeIssuerCertificate } from './seed/case-material.ts';
import { LetterStore } from '../../../adapters/evidence-store/letter-store.ts';
import { seedRevocations } from './seed/seed-revocations.ts';
import { seedLetters } from './seed/seed-letters.ts';
import { aReconciledDay } from './seed/reconciliations.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

type State = NonNullable<BrowserContextOptions['storageState']>;

/** Who looks at a page that does not say it: an approver who is on duty. */
const READER = 'officer-01';

/** Makes what pages show beside cases: marks, reconciled days, a decision that was sent, a security key. */
const massLine = (n: number) => ({
  massId: MASS,
  line: n,
  issuerKeyId: 'a'.repeat(40),
  serialNumber: `1${String(n).repeat(39)}`,
  certificateSha256: 'b'.repeat(64),
});

/** A list that waits half-way, with a line that could not be revoked. */
async function seedMassRevocation(owner: SeededOffice['owner'], now: Date): Promise<void> {
  await owner.insert(massRevocations).values({
    id: MASS,
    reasonCode: 'privilegeWithdrawn',
    certificates: 3,
    begunAt: new Date(now.getTime() - 60_000),
    pausedBy: 'officer-03',
    pausedAt: now,
  });
  await owner
    .insert(massRevocationLines)
    .values([
      { ...massLine(1), outcome: 'recorded', requestId: MASS, settledAt: now },
      { ...massLine(2), outcome: 'fingerprintMismatch', settledAt: now },
      massLine(3),
    ]);
}

/** A proposal of the reader's, so that no banner of it is on every page. */
function anActOfTwo(now: Date): typeof dualControlActs.$inferInsert {
  const content = contentOctets({
    v: 1,
    actKind: 'switchOn',
    effectiveFrom: now.toISOString(),
    change: { switch: 'automaticDecisions', cause: 'causeRemoved' },
  });
  return {
    id: ACT,
    actKind: 'switchOn',
    content,
    contentSha256: sha256Hex(content),
    effectiveFrom: now,
    proposedBy: READER,
    proposedAt: now,
    proposedInRoles: ['approver'],
    proposalAssertionSha256: 'a5'.repeat(32),
  };
}

/** What the registers have to show: a terminal, a portal that is closed, a code of the reader's, a lock. */
async function seedAccess({ now, owner }: SeededOffice): Promise<void> {
  const act = { actId: uuidV7(), registeredAt: now };
  await owner.insert(terminals).values([
    { id: 'T-01', place: '登録室 1番', ...act, secretSha256: 'a', claimedAt: now },
    { id: 'T-02', place: '登録室 2番', ...act },
  ]);
  const registered = { applicationsPerHour: 10, actId: uuidV7(), changedAt: now };
  const closed = { isOpen: false, isSandbox: true, isWebPortal: true };
  await owner.insert(portals).values({ id: 'trial', name: '試験の窓口', ...registered, ...closed });
  const pair = { proposedBy: 'officer-05', approvedBy: 'officer-01' };
  const subject = { officerId: 'officer-02' };
  const by = { id: 'officer-01', role: 'responsiblePerson', terminal: 'T-01' };
  const opened = { actId: uuidV7(), subject, pair, by, at: now };
  await owner.transaction((tx) => openEnrolment(tx, opened));
  const [officerId, nameCommitment] = ['officer-08', 'c8'.repeat(32)];
  await owner.insert(officers).values({
    id: officerId,
    person: 'person-08',
    name: '新居 香',
    nameCommitment,
    roles: ['examiner'],
  });
  const locked = { id: uuidV7(), officerId, lockedAt: now, cause: 'failedSignIns' };
  await owner.insert(signInLocks).values(locked);
}

async function arrange(office: SeededOffice, records: Records) {
  const { owner, now } = office;
  await owner
    .insert(anchoringMarks)
    .values([
      aMark(now),
      aMark(now, { kind: 'anchored', name: '' }),
      aMark(now, { kind: 'stamped', name: '', failure: 'TimestampUnavailable' }),
    ]);
  const figures = new Map<string, Buffer>();
  for (const { row, path, octets } of [
    aReconciledDay('2026-11-28'),
    aReconciledDay('2026-11-29', ['Q8', 'Q10', 'Q24'], true),
    aReconciledDay('2026-11-30'),
  ]) {
    await owner.insert(reconciliations).values(row);
    figures.set(path, octets);
  }
  const said = { officer: 'officer-07', role: 'issuingOperator', terminal: 'T-07', reasons: [] };
  await records.decisions.record({
    inputId: SENT,
    caseId: REVIEWED,
    content: { v: 1, kind: 'instruct', dossierSha256: 'd0'.repeat(32), ...said },
    contentSha256: 'd1'.repeat(32),
    receivedAt: now,
  });
  const result = { state: 'review', refused: 'stateMoved' };
  await owner.update(caseInputs).set({ appliedAt: now, result }).where(eq(caseInputs.id, SENT));
  await seedAccess(office);
  await seedLetters(office);
  await seedRevocations(office);
  await owner.insert(dualControlActs).values(anActOfTwo(now));
  await seedMassRevocation(owner, now);
  await records.acts.record({
    id: STOPPED,
    kind: 'switchOff',
    actId: STOPPED,
    officerId: READER,
    role: 'approver',
    terminal: 'T-03',
    switch: 'automaticDecisions',
    code: 'other',
    receivedAt: now,
  });
  const judged = { appliedAt: now, refused: 'roleRequired' };
  await owner.update(actInputs).set(judged).where(eq(actInputs.id, STOPPED));
  await owner.insert(passkeys).values({
    credentialId: Buffer.from('a security key').toString('base64url'),
    officerId: READER,
    publicKeyCose: Buffer.alloc(77, 1),
    signatureCounter: 1,
    transports: ['usb'],
    label: '青い鍵',
    createdAt: now,
  });
  return figures;
}

/** A seeded office with its console, the repository, and one browser for all who look. */
export class ConsoleStage {
  readonly office: SeededOffice;
  readonly records: Records;
  readonly repository: string;
  /** Passkeys are bound to a name; no browser makes one for an address of digits. */
  readonly site: string;
  readonly browser: Browser;
  readonly #states = new Map<string, Promise<State>>();

  constructor(parts: Pick<ConsoleStage, 'office' | 'records' | 'repository' | 'site' | 'browser'>) {
    ({
      office: this.office,
      records: this.records,
      repository: this.repository,
      site: this.site,
      browser: this.browser,
    } = parts);
  }

  /** A new window in which nobody has signed in. */
  atTheDoor(options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const viewport = { width: 1440, height: 900 };
    return openPage(this.browser, { baseURL: this.site, viewport, ...options });
  }

  /** A new window of somebody who has signed in. */
  async opened(options: BrowserContextOptions = {}, officerId = READER): Promise<WatchedPage> {
    return this.atTheDoor({ storageState: await this.#signedIn(officerId), ...options });
  }

  /** A new window with a page, as its reader sees it. */
  async showing({ path, reader }: ShownPage): Promise<WatchedPage> {
    const watched = reader === null ? await this.atTheDoor() : await this.opened({}, reader);
    await watched.page.goto(path);
    return watched;
  }

  /** A link by which somebody signs in once. */
  async link(officerId: string): Promise<string> {
    return `/sign-in/${await addLink(this.records, officerId, this.office.now)}`;
  }

  async comeInByLink(page: Page, officerId: string): Promise<void> {
    await page.goto(await this.link(officerId));
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  }

  #signedIn(officerId: string): Promise<State> {
    const known = this.#states.get(officerId) ?? this.#signIn(officerId);
    this.#states.set(officerId, known);
    return known;
  }

  async #signIn(officerId: string): Promise<State> {
    const { page } = await this.atTheDoor();
    await this.comeInByLink(page, officerId);
    const state = await page.context().storageState();
    await page.context().close();
    return state;
  }
}

async function serveConsole(office: SeededOffice, records: Records): Promise<Served> {
  const softwarePasskeys = await registerSoftwarePasskeys(records, {
    seed: Buffer.alloc(32, 5),
    now: office.now,
  });
  const figures = await arrange(office, records);
  const late: { app?: ReturnType<typeof createConsoleApp> } = {};
  const served = await listen({
    fetch: (request, ...rest) => late.app?.fetch(request, ...rest) ?? new Response(null),
  });
  const url = served.url.replace('127.0.0.1', 'localhost');
  late.app = createConsoleApp({
    records,
    evidence: office.evidence,
    settings: {
      isDevelopment: true,
      origin: relyingPartyAt(url).origin,
      isSecure: false,
      build: '3f2a9c1',
      terminal: 'T-07',
      sessionKey: Buffer.alloc(32, 7),
    },
    letters: new LetterStore(join(office.directory, 'evidence')),
    // Nothing runs here that could be told of a decision.
    deciding: { ...staffSignatures(office.db, url), nudge: () => Promise.resolve() },
    figures: async (path) => figures.get(path),
    softwarePasskeys,
    now: () => office.now,
    report: ({ error }) => console.error(error),
  });
  return { ...served, url };
}

function serveRepository({ directory, now }: SeededOffice): Promise<Served> {
  const dir = join(directory, 'published');
  mkdirSync(join(dir, 'issuers'), { recursive: true });
  writeFileSync(join(dir, 'issuers', `${ISSUER_KEY_ID}.cer`), makeIssuerCertificate());
  return listen(createRepositoryApp({ dir, isDevelopment: true, isSecure: false, now: () => now }));
}

/** Brings one up before the tests of the file and takes it down after them. */
export function useConsoleStage(): () => ConsoleStage {
  let stage: ConsoleStage | undefined;
  const endings: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const office = await startSeededOffice();
    endings.push(() => office.stop());
    const records = openConsoleRecords(office.db);
    const served = await serveConsole(office, records);
    const repository = await serveRepository(office);
    endings.push(served.close, repository.close);
    const browser = await launch();
    endings.push(() => browser.close());
    stage = new ConsoleStage({
      office,
      records,
      repository: repository.url,
      site: served.url,
      browser,
    });
  });
  afterAll(async () => {
    for (const end of endings.toReversed()) await end();
  });
  return () => {
    if (!stage) throw new Error('the stage is not up');
    return stage;
  };
}
