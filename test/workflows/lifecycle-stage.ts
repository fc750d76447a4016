import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMassRevocationActivities } from '../../activities/revocation/mass-revocation.ts';
import { createTakeInActivities } from '../../activities/revocation/take-in-rooms-own.ts';
import { createRevocationActivities } from '../../activities/revocation/create-revocation-activities.ts';
import { createOfficeActivities } from '../../activities/create-activities.ts';
import type { OfficeDependencies, StaffSignatures } from '../../activities/dependencies.ts';
import type { OfficeActivities } from '../../activities/contract.ts';
import { RevocationLists } from '../../activities/identity/revocation-lists.ts';
import { tellRevocationRun } from '../../adapters/temporal/revocation-run.ts';
import { startValidityRun } from '../../adapters/temporal/validity-run.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { APPROVED_APPS, EFFECTIVE_FROM, OFFICERS } from '../../bin/demonstration/documents.ts';
import { skipTime, type SkippedTime } from '../../bin/story/skipped-time.ts';
import { workflowBundle } from '../../bin/workflow-bundle.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { dutyRoster, governanceDocuments, officers } from '../../db/schema/governance.ts';
import { openSimulator, type Jlis } from '../../simulator/jlis.ts';
import { issueFor, makeCa, type TestCa } from '../activities/office-case.ts';
import { openOffice, type Office } from '../api/portal/office.ts';
import { clockTurns } from '../db/identity/clocked-turns.ts';
import { FakeCodeRoom } from '../fakes/fake-code-room.ts';
import { FakeRevocationRoom } from '../fakes/fake-revocation-room.ts';
import { FakeRoom } from '../fakes/fake-room.ts';

/** An office with its portal on a real database, J-LIS, and a room that does as it is told: what lasts over tests. */
export interface Stage {
  readonly office: Office;
  readonly jlis: Jlis;
  /** What happens between each question to J-LIS and its answer. */
  readonly asking: Asking;
  /** Lists that the office has; filled by the test. */
  readonly lists: RevocationLists;
  readonly room: FakeRoom;
  /** The same room, for codes. */
  readonly codes: FakeCodeRoom;
  /** The same room, for revocations. */
  readonly revocationRoom: FakeRevocationRoom;
  /** Issuer keys under which a publication was asked for. */
  readonly publications: string[];
  /** What the office-worker does about requests for revocation. */
  readonly revocations: ReturnType<typeof createRevocationActivities>;
  /** Encrypted letters that the office deleted, by hash. */
  readonly lettersDeleted: string[];
  /** Of all of them: the test server's. */
  readonly time: SkippedTime;
  /** What the office-worker does, for tests that go past its run. */
  readonly activities: OfficeActivities;
  /** Keys and names that applicants sent last, by application; the room certifies them. */
  readonly keys: Map<string, { readonly spki: Buffer; readonly name: string }>;
  /** Orders whose runs asked to be begun anew; a test does it. */
  readonly goingOver: string[];
  close(): Promise<void>;
}

interface Asking {
  meanwhile: () => Promise<void>;
}

/** Registers that an automatic approval needs. */
async function adopt({ db }: Office, ca: TestCa): Promise<void> {
  const [officer] = OFFICERS;
  const { id, name } = officer;
  await db.insert(officers).values({
    id,
    person: id,
    name,
    roles: [...officer.roles],
    nameCommitment: 'a'.repeat(64),
  });
  await db.insert(dutyRoster).values({ officerId: id, from: EFFECTIVE_FROM });
  const documents = [
    ['approvedApps', '2026-10-01', Buffer.from(JSON.stringify(APPROVED_APPS))],
    ['issuerCertificate', ca.issuerKeyId, ca.certificate],
  ] as const;
  await db.insert(governanceDocuments).values(
    documents.map(([documentType, version, content]) => ({
      documentType,
      version,
      content,
      sha256: sha256Hex(content),
      effectiveFrom: EFFECTIVE_FROM,
    })),
  );
}

interface Beneath {
  readonly office: Office;
  readonly db: OfficeDatabase;
  readonly jlis: Jlis;
  readonly asking: Asking;
  readonly lists: RevocationLists;
  readonly clock: { readonly ms: number };
  readonly staff: StaffSignatures | undefined;
  readonly lettersDeleted: string[];
  readonly publications: string[];
  readonly beginValidity: (orderId: string) => Promise<void>;
  readonly tellRevocation: (requestId: string) => Promise<void>;
  readonly beginValidityAnew: (orderId: string) => void;
}

/** What the office-worker has, on the clock of the test server. */
const dependenciesOf = ({
  office,
  db,
  jlis,
  asking,
  lists,
  clock,
  staff,
  lettersDeleted,
  publications,
  beginValidity,
  tellRevocation,
  beginValidityAnew,
}: Beneath): OfficeDependencies => ({
  db,
  evidence: office.evidence,
  anchors: jlis.anchors.map(readCertificate),
  lists,
  ...(staff ? { staff } : {}),
  async askJlis(request) {
    await asking.meanwhile();
    return jlis.answerOcsp(request).then(
      (answer) => ({ answer }),
      () => ({ none: 'timedOut' }),
    );
  },
  letters: {
    async remove(sha256) {
      lettersDeleted.push(sha256);
    },
  },
  beginValidity,
  async beginPublication(issuerKeyId) {
    publications.push(issuerKeyId);
  },
  tellRevocation,
  beginValidityAnew,
  build: 'test',
  now: () => new Date(clock.ms),
});

/** A room that certifies what applicants sent, and puts it into the evidence. */
const roomOf = (ca: TestCa, keys: Stage['keys'], { office, clock }: Beneath): FakeRoom =>
  new FakeRoom({
    issuerKeyId: ca.issuerKeyId,
    now: () => clock.ms,
    async issue({ applicationId, chainId }, serialNumber) {
      const { spki, name } = keys.get(applicationId) ?? { spki: Buffer.alloc(0), name: '' };
      const at = clock.ms;
      const certificate = issueFor({ ca, spki, serialNumber, applicationId, name, at });
      await office.evidence.put({ caseId: applicationId, chainId }, [
        { kind: 'certificate', ring: 'chain', octets: certificate },
      ]);
      return certificate;
    },
  });

/** Opens the stage of a file, where staff decides with whose passkeys. Takes some seconds. */
export async function openStage(staff?: StaffSignatures): Promise<Stage> {
  const office = await openOffice();
  const clock = { ms: Date.now() };
  const directory = mkdtempSync(join(tmpdir(), 'toroku-jlis-'));
  const jlis = await openSimulator({
    dataDir: directory,
    keyPoolSize: 1,
    silenceMs: 1,
    clock: () => new Date(clock.ms),
  });
  const ca = makeCa('Ours');
  await adopt(office, ca);
  // With the rights of the office-worker, and no more.
  const db = openOfficeDatabase(office.instance.databaseUrl('toroku_office'), 8);
  clockTurns(db, clock);
  const keys: Stage['keys'] = new Map();
  const anchors = jlis.anchors.map(readCertificate);
  const lists = new RevocationLists({ db, evidence: office.evidence, anchors });
  const asking = { meanwhile: async () => undefined };
  const lettersDeleted: string[] = [];
  const publications: string[] = [];
  const beginValidity = (orderId: string) => startValidityRun(time.client, orderId);
  const tellRevocation = (requestId: string) => tellRevocationRun(time.client, requestId);
  const goingOver: string[] = [];
  const beginValidityAnew = (orderId: string): void => void goingOver.push(orderId);
  const beneath = {
    office,
    db,
    jlis,
    asking,
    lists,
    clock,
    staff,
    lettersDeleted,
    publications,
    beginValidity,
    tellRevocation,
    beginValidityAnew,
  };
  const room = roomOf(ca, keys, beneath);
  const codes = new FakeCodeRoom({ evidence: office.evidence, now: () => clock.ms });
  const { BUILD_ID = '' } = office.instance.environmentOf('office-worker');
  const dependencies = dependenciesOf(beneath);
  const activities = createOfficeActivities(dependencies);
  const revocations = createRevocationActivities(dependencies);
  const revocationRoom = new FakeRevocationRoom(() => clock.ms);
  const time: SkippedTime = await skipTime(clock, {
    office: {
      ...activities,
      ...revocations,
      ...createMassRevocationActivities(dependencies),
      ...createTakeInActivities(dependencies),
    },
    status: revocationRoom,
    room: {
      issueCertificate: (request) => room.issueCertificate(request),
      makeCode: (request) => codes.makeCode(request),
      redeemCode: (request) => codes.redeemCode(request),
      noteCodePosted: (request) => codes.noteCodePosted(request),
      endCode: (request) => codes.endCode(request),
    },
    workflowBundle: await workflowBundle(BUILD_ID),
  });
  return {
    office,
    jlis,
    asking,
    lists,
    room,
    codes,
    revocationRoom,
    publications,
    revocations,
    lettersDeleted,
    time,
    activities,
    keys,
    goingOver,
    async close() {
      await time.close();
      jlis.close();
      rmSync(directory, { recursive: true, force: true });
      await db.$client.end();
      await office.close();
    },
  };
}
