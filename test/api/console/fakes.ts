import { createHash, randomBytes } from 'node:crypto';
import type { MassRevocationRecords } from '../../../db/revocation/mass-revocation-records.ts';
import type { EvidenceInput } from '../../../adapters/evidence-store/packs.ts';
import { seal, unseal } from '../../../adapters/evidence-store/chain-keys.ts';
import { encodeEntry, type EntryInput } from '../../../books/entry.ts';
import type { LeaseAct, NoteAct } from '../../../db/decision/case-leases.ts';
import type {
  DecisionToRecord,
  RecordedDecision,
  RefusedDecision,
} from '../../../db/decision/record-decision.ts';
import type { LetterInputs } from '../../../db/dispatch/letter-inputs.ts';
import type { PaperReceipts } from '../../../db/issuance/paper-receipts.ts';
import type { CertificateFinder } from '../../../db/inspection/certificates.ts';
import type { RevocationRecords } from '../../../db/inspection/revocation-records.ts';
import type { LotRecords } from '../../../db/dispatch/lot-records.ts';
import type { GovernanceActs, NewActInput, SwitchRow } from '../../../db/governance/act-inputs.ts';
import type { OfficerName } from '../../../db/governance/officer-names.ts';
import { stateOfAct, type DualControlAct } from '../../../db/governance/dual-control.ts';
import type { ActEffects } from '../../../db/inspection/act-effects.ts';
import { judgeClaim, type Claim, type Lease } from '../../../domain/decision/lease.ts';
import { LIST_PURPOSE, type Reading, type ReadingShown } from '../../../db/inspection/access.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { ListedPortal } from '../../../db/governance/portals.ts';
import type { CaseQuery, NamedPortal } from '../../../db/inspection/case-search.ts';
import type { ListedCase, QueuePage, QueueSnapshot } from '../../../db/inspection/queue.ts';
import type { SharedView } from '../../../db/inspection/queue-statements.ts';
import type { ProviderIdentity } from '../../../db/governance/identities.ts';
import type { NewSession, SignIn, SignInLink } from '../../../db/inspection/sessions.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type {
  ConsoleDependencies,
  ConsoleParts,
  ConsoleRecords,
  Incident,
} from '../../../api/console/dependencies.ts';
import type { ActingOfficer } from '../../../db/governance/dual-control.ts';
import type { Drawing } from '../../../db/governance/enrolments.ts';
import type { NamedDuty } from '../../../db/governance/duty-roster.ts';
import {
  dutyAt,
  judgeLeaving,
  judgeTaking,
  type DutyChange,
} from '../../../domain/governance/duty.ts';
import type {
  HeldCase,
  JlisQuestion,
  ListInForce,
  MorningCheck,
  PublishedLists,
  RoomSigns,
  StatedJlisService,
  SwitchState,
} from '../../../db/inspection/morning-check.ts';
import type { ShownDispatch } from '../../../db/inspection/dispatches.ts';
import type { AgedCases, DecisionCount } from '../../../db/inspection/statistics.ts';
import type { NightCount } from '../../../db/inspection/night-counts.ts';
import { alwaysOpen } from '../../../domain/governance/jlis-service.ts';
import type { JlisWaits } from '../../../db/identity/jlis-waits.ts';
import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import type { AnchoringMark } from '../../../db/anchoring/marks.ts';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { hashOfTerminal } from '../../../api/console/governance/terminal.ts';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import type {
  EvidenceKeeper,
  EvidenceReader,
} from '../../../api/console/inspection/sealed-records.ts';
import { FakePasskeys } from './fake-passkeys.ts';
import { STAFF } from './seed/seed-office.ts';

/** The clock of the fakes: 10:20 on Tuesday, 1 December 2026, in Japan. */
export const NOW = new Date('2026-12-01T10:20:00+09:00');

export const CASE_ID = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const KEY = randomBytes(32);

/** Evidence in memory. */
export class FakeEvidence implements EvidenceReader, EvidenceKeeper {
  readonly objects = new Map<string, Buffer>();
  /** How often something was opened. */
  opened = 0;
  /** The keys of the chains were destroyed. */
  isErased = false;

  hasKeys(): boolean {
    return !this.isErased;
  }

  seal(_: string, octets: Uint8Array): Buffer {
    return seal(KEY, octets);
  }

  async put<K extends string>(_: unknown, inputs: readonly EvidenceInput<K>[]) {
    return inputs.map(({ kind, octets }) => {
      const sha256 = createHash('sha256').update(octets).digest('hex');
      this.objects.set(sha256, Buffer.from(octets));
      return { kind, sha256, size: octets.length };
    });
  }

  createChain = async () => ({ chain: KEY, jlis: KEY });

  unseal(_: string, sealed: Buffer): Buffer {
    if (this.isErased) throw new Error('EvidenceMissing: keys of chain');
    this.opened += 1;
    return unseal(KEY, sealed);
  }

  get(_: unknown, hashes: readonly string[]): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const hash of hashes) {
      const object = this.objects.get(hash);
      if (!object) throw new Error(`EvidenceMissing: ${hash}`);
      this.opened += 1;
      found.set(hash, object);
    }
    return found;
  }
}

/** A name as the database keeps it. */
export const sealedName = (name: string): Buffer => seal(KEY, Buffer.from(name, 'utf8'));

/** A case in review. */
export const aCase = (more: Partial<CaseFile> = {}): CaseFile => ({
  id: CASE_ID,
  state: 'review',
  edition: 1,
  identityRoute: 'jpki',
  keyDelivery: 'simultaneous',
  service: 'demo-simultaneous',
  ruleSetId: '2026-12',
  notHolding: ['guard.contact/shared'],
  receivedAt: new Date('2026-12-01T09:31:00+09:00'),
  caseDeadline: new Date('2027-05-30T09:31:00+09:00'),
  stateDeadline: new Date('2026-12-08T17:00:00+09:00'),
  nextAttemptAt: null,
  changedAt: new Date('2026-12-01T09:31:02+09:00'),
  closedAt: null,
  portalName: '見本ポータル',
  chainId: '019ad7f2-6a18-7000-8000-00000000c0de',
  nameSealed: sealedName('山田　花子'),
  erasedAt: null,
  evaluation: {
    at: new Date('2026-12-01T09:31:02+09:00'),
    ruleSetId: '2026-12',
    facts: {},
    findings: [
      { rule: 'guard.contact', code: 'shared', outcome: 'refers' },
      { rule: 'name.match', outcome: 'holds' },
    ],
    outcome: 'refers',
    next: 'review',
    dossierSha256: 'd0'.repeat(32),
  },
  decision: undefined,
  evidence: [],
  orders: [],
  ...more,
});

/** The row of a list for a case that nobody holds. */
export const aListedCase = (file: CaseFile, more: Partial<ListedCase> = {}): ListedCase => ({
  ...file,
  orderedBy: file.closedAt ?? file.stateDeadline ?? file.caseDeadline,
  holderId: null,
  holderName: null,
  leaseUntil: null,
  holdUntil: null,
  holdReason: null,
  ...more,
});

/** An entry as the database keeps it. */
export function anEntry(ordinal: number, input: EntryInput): StoredEntry {
  return {
    id: input.id,
    ordinal,
    index: ordinal - 1,
    event: input.event,
    items: input.items,
    caseId: input.case ?? null,
    at: new Date(input.at),
    octets: encodeEntry(input),
  };
}

/** What 朝の点検 looks at: all is well, and nothing happened. */
export class FakeMorning implements MorningCheck {
  stated: StatedJlisService = { by: 'nothing', service: alwaysOpen };
  asked: JlisQuestion[] = [];
  inForce: ListInForce[] = [];
  signs: RoomSigns = { certificateAt: null, waiting: 0, waitingSince: null };
  aside: HeldCase[] = [];
  late = { review: 0, approved: 0 };
  counts: NightCount[] = [];
  opened: Date | undefined;
  states: SwitchState[] = [];
  able = { persons: 3, withLocked: 3 };

  jlisService = async () => this.stated;
  questions = async () => this.asked;
  lists = async () => this.inForce;
  room = async () => this.signs;
  held = async () => this.aside;
  revocationsNow = { count: 0, late: 0, since: null as Date | null };

  revocations = () => Promise.resolve(this.revocationsNow);

  unconfirmed = { count: 0, late: 0, requestId: null, confirmBy: null, denied: 0 };
  confirmations = async () => this.unconfirmed;

  unreceived = { missed: 0, required: 0 };
  receipts = async () => this.unreceived;
  published: PublishedLists = { keys: 0, nextUpdate: null, notedAt: null };
  status = async () => this.published;

  overdue = async () => this.late;
  agreement = async () => this.able;
  firstReceivedAt = async () => this.opened;
  nights = async () => this.counts;
  switches = async () => this.states;
  certificates: Buffer[] = [];
  issuerCertificates = async () => this.certificates;
}

/** The records of the office in memory. */
export class FakeRecords implements ConsoleRecords {
  files: CaseFile[] = [aCase()];
  entries: StoredEntry[] = [];
  people: readonly StaffMember[] = STAFF;
  readonly readings: Reading[] = [];
  readonly openSessions = new Map<string, { officer: StaffMember; endsAt: Date }>();
  readonly links = new Map<string, SignInLink>();
  /** Recording a read fails, as when the database is gone. */
  isAccessBroken = false;

  /** Held by the reader: then `mine` has what `free` has not. */
  held: readonly string[] = [];
  /** Cases that the machine has been checking for long. */
  inChecking = 0;

  /** Switches that were turned, and acts as the list has them. */
  switchRows: SwitchRow[] = [];
  storedActs: DualControlAct[] = [];
  readonly actInputs: NewActInput[] = [];
  /** Names beside acts about officers. */
  readonly officerNames = new Map<string, OfficerName>();
  acts: GovernanceActs = {
    record: async (input) => {
      if (!this.actInputs.some(({ id }) => id === input.id)) this.actInputs.push(input);
    },
    outcome: async (id) => {
      const found = this.actInputs.find((input) => input.id === id);
      return found && { ...found, appliedAt: null, refused: null };
    },
    officerName: async (actId) => this.officerNames.get(actId),
    find: async (id) => this.storedActs.find((act) => act.id === id),
    waiting: async (at) => this.storedActs.filter((act) => stateOfAct(act, at) === 'proposed'),
    recent: async (at) => this.storedActs.filter((act) => stateOfAct(act, at) !== 'proposed'),
    switches: async () => this.switchRows,
  };
  /** No letter and no lot: those have tests on the real database. */
  lots: LotRecords = {
    record: async () => undefined,
    outcome: async () => undefined,
    waiting: async () => [],
    waitingCount: async () => 0,
    open: async () => [],
    closed: async () => [],
    find: async () => undefined,
    letters: async () => [],
    letter: async () => undefined,
    lettersOfCase: async () => [],
    late: async () => ({ toPrint: 0, toPost: 0, toSeal: 0, waitingSince: null }),
  };
  letterInputs: LetterInputs = {
    record: async ({ content }) => ({ inputId: content.dispatch, heard: 'recorded' }),
    recordResend: async () => undefined,
  };
  paperReceipts: PaperReceipts = {
    certificates: async () => [],
    text: async () => undefined,
    record: async ({ content }) => content.textSha256.slice(0, 36),
  };
  /** No certificate and no request for revocation: those have tests on the real database. */
  certificates: CertificateFinder = {
    bySerial: async () => [],
    ofCases: async () => [],
    missedReceipts: async () => [],
  };
  revocations: RevocationRecords = {
    list: async () => [],
    counts: async () => ({ undecided: 0, confirm: 0, underWay: 0, closed: 0 }),
    find: async () => undefined,
    ofSerial: async () => [],
    inputs: async () => [],
    storeRequest: async () => undefined,
    storeInput: async () => undefined,
  };
  massRevocations: MassRevocationRecords = {
    find: async () => undefined,
    record: async () => undefined,
  };
  actEffects: ActEffects = {
    effectOf: async () => ({ cases: 12, counted: 9 }),
    erasure: async ({ id }) => ({ chain: id, dueOn: '2026-11-30' }),
  };

  queue = {
    list: async ({ view, officerId }: QueuePage): Promise<ListedCase[]> =>
      this.files
        .filter(({ id }) => view !== 'mine' || this.held.includes(id))
        .map((file) =>
          view === 'mine'
            ? aListedCase(file, {
                holderId: officerId,
                holderName: '—',
                leaseUntil: new Date(NOW.getTime() + 54 * 60_000),
              })
            : aListedCase(file),
        ),
    snapshot: async (_: Date, officerIds: readonly string[]): Promise<QueueSnapshot> => {
      const free = this.files.map(({ id }) => id).filter((id) => !this.held.includes(id));
      return {
        shared: new Map<SharedView, string[]>([['free', free]]),
        held: new Map(officerIds.map((officer) => [officer, [...this.held]])),
      };
    },
    countReview: async () => this.files.length,
    countChecking: async () => this.inChecking,
  };

  portals: NamedPortal[] = [
    { id: 'sample-portal', name: '見本ポータル' },
    { id: 'sample-desk', name: '見本窓口' },
  ];
  portalRegister = async () => this.registeredPortals;
  registeredPortals: ListedPortal[] = [];
  search = {
    find: async (query: CaseQuery) =>
      this.files
        .filter(({ id }) => {
          if (query.by !== 'number') return true;
          return query.range.from <= id && id <= query.range.to;
        })
        .map((file) => aListedCase(file)),
    portals: async () => this.portals,
  };

  /** Officers whose own case every case is. */
  owners: string[] = [];
  ownCaseOf = async () => this.owners;

  caseFile = async (id: string) => this.files.find((file) => file.id === id);

  books = {
    ofCase: async (caseId: string) => this.entries.filter((entry) => entry.caseId === caseId),
    list: async () => this.entries,
    find: async (key: { index: number } | { id: string }) =>
      this.entries.find((entry) => ('id' in key ? entry.id === key.id : entry.index === key.index)),
    size: async () => this.entries.length,
  };

  access = {
    record: async (readings: readonly Reading[]) => {
      if (this.isAccessBroken) throw new Error('insert of 山田　花子 failed');
      this.readings.push(...readings);
    },
    ofCase: async (): Promise<ReadingShown[]> =>
      this.readings
        .toReversed()
        .filter(({ purpose }) => purpose !== LIST_PURPOSE)
        .map(({ officerId, ...reading }) => ({
          ...reading,
          officerName: this.people.find(({ id }) => id === officerId)?.name ?? officerId,
        })),
  };

  lease: Lease | undefined;
  readonly notes: string[] = [];
  leases = {
    find: async () => this.lease,
    claim: async ({ officer, until, at }: LeaseAct & { readonly until: Date }): Promise<Claim> => {
      const state = this.files[0]?.state ?? 'none';
      const isOwnCase = this.owners.includes(officer.id);
      const claim = judgeClaim({
        state,
        lease: this.lease,
        officerId: officer.id,
        isOwnCase,
        now: at,
      });
      if (claim.may) this.lease = { officerId: officer.id, until };
      return claim;
    },
    hold: async (act: LeaseAct & { readonly until: Date }): Promise<Claim> =>
      this.leases.claim(act),
    release: async ({ officer }: LeaseAct): Promise<Claim> => {
      if (this.lease?.officerId !== officer.id) return { may: false, because: 'notHeld' };
      this.lease = undefined;
      return { may: true };
    },
    note: async ({ entryId }: NoteAct): Promise<boolean> => {
      if (this.notes.includes(entryId)) return false;
      this.notes.push(entryId);
      return true;
    },
  };

  readonly recorded: DecisionToRecord[] = [];
  /** What became of every decision. */
  outcome: Pick<RecordedDecision, 'appliedAt' | 'result'> = { appliedAt: null, result: null };
  refusedDecisions: RefusedDecision[] = [];
  decisions = {
    refusedOf: async () => this.refusedDecisions,
    record: async (decision: DecisionToRecord) => {
      if (!this.recorded.some(({ inputId }) => inputId === decision.inputId)) {
        this.recorded.push(decision);
      }
    },
    find: async (caseId: string, inputId: string): Promise<RecordedDecision | undefined> => {
      const found = this.recorded.find((each) => each.inputId === inputId);
      if (!found || found.caseId !== caseId) return undefined;
      const { content, receivedAt } = found;
      return { kind: content.kind, actor: content.officer, receivedAt, ...this.outcome };
    },
  };

  /** Newest first. */
  duties: NamedDuty[] = [
    {
      officerId: 'officer-01',
      name: '三宅 和彦',
      from: new Date('2026-12-01T08:30:00+09:00'),
      until: undefined,
    },
  ];
  readonly #judged = (by: ActingOfficer, change: DutyChange, isTaken: boolean): DutyChange => {
    if (!change.may) return change;
    const { ends, begins } = change;
    if (ends)
      this.duties = this.duties.map((each) => (each.until ? each : { ...each, until: begins }));
    const name = this.people.find(({ id }) => id === by.officerId)?.name ?? '';
    if (isTaken) {
      this.duties = [
        { officerId: by.officerId, name, from: begins, until: undefined },
        ...this.duties,
      ];
    }
    return change;
  };
  duty = {
    current: async (now: Date) => this.duties.find((each) => dutyAt(each, now) !== undefined),
    history: async (_: Date, limit: number) => this.duties.slice(0, limit),
    take: async (by: ActingOfficer, seen: string | undefined) => {
      const question = { newest: this.duties[0], officerId: by.officerId, now: by.at };
      return this.#judged(by, judgeTaking(question, seen), true);
    },
    leave: async (by: ActingOfficer) => {
      const question = { newest: this.duties[0], officerId: by.officerId, now: by.at };
      return this.#judged(by, judgeLeaving(question), false);
    },
  };
  marks: AnchoringMark[] = [];
  anchoring = async () => this.marks;
  waits: JlisWaits = { long: 0, odd: 0 };
  jlisWaits = async () => this.waits;
  reconciled: Reconciliation[] = [];
  reconciliations = async (limit: number) => this.reconciled.slice(0, limit);
  reconciliation = async (day: string) => this.reconciled.find((each) => each.day === day);
  morning = new FakeMorning();
  aged: AgedCases[] = [];
  decided: DecisionCount[] = [];
  statistics = {
    ages: async () => this.aged,
    decisions: async () => this.decided,
  };
  shownDispatches: ShownDispatch[] = [];
  ordered: (readonly [string, string])[] = [];
  dispatches = {
    failed: async () => this.shownDispatches.filter(({ state }) => state === 'failed'),
    due: async () => this.shownDispatches.filter(({ state }) => state === 'prepared'),
    ofCase: async (id: string) => this.shownDispatches.filter(({ caseId }) => caseId === id),
    countFailed: async () => ({ count: (await this.dispatches.failed()).length, since: null }),
    order: async (dispatchId: string, officerId: string) => {
      const failed = await this.dispatches.failed();
      const isOrdered = failed.some(({ id }) => id === dispatchId);
      if (isOrdered) this.ordered.push([dispatchId, officerId]);
      return isOrdered;
    },
  };
  staff = async () => [...this.people];
  staffRegister = async () =>
    this.people.map((person) => ({
      ...person,
      since: { approver: '2026-10-01T00:00:00.000Z' },
      passkeys: 1,
      identities: 0,
      lockedAt: this.locked.has(person.id) ? NOW : null,
    }));
  services = async () => [];

  sessions = {
    signIn: async ({ linkSha256, sessionSha256, at, endsAt }: SignIn) => {
      const link = this.links.get(linkSha256);
      const officer = this.people.find(({ id }) => id === link?.officerId);
      if (!link || !officer || link.endsAt <= at) return undefined;
      this.links.delete(linkSha256);
      this.openSessions.set(sessionSha256, { officer, endsAt });
      return officer;
    },
    addLinks: async (links: readonly SignInLink[]) => {
      for (const link of links) this.links.set(link.idSha256, link);
    },
    find: async (idSha256: string, now: Date) => {
      const session = this.openSessions.get(idSha256);
      return session && session.endsAt > now
        ? { ...session, terminal: 'test', method: null, terminalSecretSha256: null }
        : undefined;
    },
    end: async (idSha256: string) => {
      this.openSessions.delete(idSha256);
    },
    endAll: async (officerId: string, _: Date, butSha256 = '') => {
      for (const [id, { officer }] of this.openSessions) {
        if (officer.id === officerId && id !== butSha256) this.openSessions.delete(id);
      }
    },
  };

  passkeys = new FakePasskeys(this);

  /** The one registered terminal. */
  terminals = {
    find: async (secretSha256: string) => (secretSha256 === TERMINAL_SHA256 ? 'test' : undefined),
    claim: async () => undefined,
    keepDisplayCheck: async () => undefined,
    list: async () => [],
  };
  readonly drawn: Drawing[] = [];
  enrolments = {
    officerOf: async () => undefined,
    draw: async (drawing: Drawing) => {
      this.drawn.push(drawing);
      return undefined;
    },
    list: async () => [],
  };
  readonly locked = new Set<string>();
  locks = {
    failed: async () => false,
    isLocked: async (officerId: string) => this.locked.has(officerId),
  };

  /** Officers by the subject that the identity provider knows them by. */
  readonly subjects = new Map<string, string>();
  identities = {
    officerOf: async ({ subject }: ProviderIdentity) => this.subjects.get(subject),
    signIn: async (officerId: string, { sessionSha256, endsAt }: NewSession) => {
      const officer = this.people.find(({ id }) => id === officerId);
      if (officer) this.openSessions.set(sessionSha256, { officer, endsAt });
      return officer;
    },
  };
}

/** What the one terminal of the fakes shows. */
export const TERMINAL_COOKIE = `toroku_terminal=${'t'.repeat(43)}`;
const TERMINAL_SHA256 = hashOfTerminal('t'.repeat(43));

/** A console over fakes, and what it reported. */
export function fakeConsole(
  settings: Partial<ConsoleDependencies['settings']> = {},
  more: Partial<Pick<ConsoleParts, 'softwarePasskeys' | 'deciding' | 'now'>> = {},
) {
  const records = new FakeRecords();
  const evidence = new FakeEvidence();
  const incidents: Incident[] = [];
  const files = new Map<string, Buffer>();
  const parts: ConsoleParts = {
    records,
    evidence,
    settings: {
      isDevelopment: true,
      origin: 'http://console.test',
      isSecure: false,
      build: '3f2a9c1',
      terminal: 'test',
      sessionKey: Buffer.alloc(32, 7),
      ...settings,
    },
    now: () => NOW,
    figures: async (path) => files.get(path),
    report: (incident) => incidents.push(incident),
    ...more,
  };
  return { app: createConsoleApp(parts), records, evidence, incidents, files };
}

export type FakeConsole = ReturnType<typeof fakeConsole>;

/** The cookies that an answer sets, as the next request sends them. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

/** The secret of the link that `signIn` follows. */
export const SECRET = 'a'.repeat(43);

/** Signs somebody in by a link. @returns the cookie of the session */
export async function signIn({ app, records }: FakeConsole, officerId: string): Promise<string> {
  const endsAt = new Date('2026-12-02T00:00:00Z');
  await records.sessions.addLinks([{ idSha256: hashOfSecret(SECRET), officerId, endsAt }]);
  return cookiesOf(await app.request(`/sign-in/${SECRET}`));
}
