import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { performAct } from '../../../activities/governance/perform-acts.ts';
import { massRunIdOf, startMassRun } from '../../../adapters/temporal/mass-revocation-run.ts';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { approveAct, lockAct, proposeAct } from '../../../db/governance/dual-control.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { createMassRevocationRecords } from '../../../db/revocation/mass-revocation-records.ts';
import { applyMassInputs, runningMassRevocations } from '../../../db/revocation/mass-revocation.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import { useStaffedStage, type StaffedStage } from '../staffed-stage.ts';
import { describeRoomsOwn } from './rooms-own-revocations.ts';
import { RevocationCourse, type IssuedCertificate } from './revocation-course.ts';

const signed = (sha256: string) => ({ kind: 'webauthnAssertion', sha256, size: 9 }) as const;

const lineOf = (line: number, { issuerKeyId, serialNumber, sha256 }: IssuedCertificate) =>
  `${line} ${issuerKeyId} ${serialNumber} ${sha256}`;

describe('massRevocation', () => {
  const current = useStaffedStage({
    ap1: ['approver'],
    ap2: ['approver'],
    rp1: ['responsiblePerson'],
  });
  let of: StaffedStage;
  let requests: RevocationCourse;
  let console: OfficeDatabase;

  beforeEach(() => {
    of = current();
    requests = new RevocationCourse(of);
    console = openOfficeDatabase(of.stage.office.instance.databaseUrl('toroku_console'), 2);
  });
  afterEach(async () => {
    await console.$client.end();
    await requests.end();
  });

  const now = () => new Date(of.stage.time.clock.ms);

  /** Two approvers agree on a list, and the office makes their act effective. */
  async function agree(lines: readonly string[]): Promise<string> {
    const { db } = of.stage.office;
    const document = canonicalOctets({ v: 1, lines: [...lines] });
    const content: ActContent = {
      v: 1,
      actKind: 'massRevocation',
      effectiveFrom: now().toISOString(),
      change: {
        by: 'office',
        certificates: lines.length,
        documentSha256: sha256Hex(document),
        reasonCode: 'privilegeWithdrawn',
      },
    };
    const by = (officerId: string) => ({ officerId, terminal: 'T-01', at: now() });
    const { id } = await db.transaction((tx) =>
      proposeAct(
        tx,
        { id: uuidV7(), content, document, assertion: signed('a'.repeat(64)) },
        by('ap1'),
      ),
    );
    await db.transaction(async (tx) =>
      approveAct(tx, await lockAct(tx, id, 'massRevocation'), {
        ...by('ap2'),
        assertion: signed('b'.repeat(64)),
      }),
    );
    await performAct({ db, startErasure: async () => {}, now }, id);
    return id;
  }

  const send = async (massId: string, kind: 'pause' | 'resume'): Promise<void> => {
    const by = { officerId: 'ap1', role: 'approver', terminal: 'T-01', receivedAt: now() };
    await createMassRevocationRecords(console).record({ id: uuidV7(), massId, kind, ...by });
    await applyMassInputs(of.stage.office.db, now);
  };

  const run = async (massId: string): Promise<unknown> => {
    const { client } = of.stage.time;
    await startMassRun(client, massId);
    return client.workflow.getHandle(massRunIdOf(massId)).result();
  };

  it('revokes what two approvers listed, tells of each, and names the lines that it could not', async () => {
    const [one, other] = [await requests.issued(), await requests.issued()];
    const id = await agree([
      lineOf(1, one),
      lineOf(3, { ...other, sha256: one.sha256 }),
      lineOf(4, { ...one, serialNumber: `1${'0'.repeat(39)}` }),
      lineOf(7, one),
      lineOf(8, other),
    ]);
    await send(id, 'pause');
    expect(await runningMassRevocations(of.stage.office.db)).toEqual([]);
    expect(await run(id)).toEqual({ outcome: 'paused' });
    const records = createMassRevocationRecords(console);
    expect(await records.find(id)).toMatchObject({
      counts: { left: 5 },
      mass: { pausedBy: 'ap1' },
    });
    await send(id, 'resume');
    expect(await runningMassRevocations(of.stage.office.db)).toEqual([id]);
    expect(await run(id)).toEqual({ outcome: 'finished' });
    // From its first line once more: nothing is done twice.
    expect(await run(id)).toEqual({ outcome: 'finished' });
    const progress = await records.find(id);
    expect(progress?.counts).toEqual({
      recorded: 2,
      fingerprintMismatch: 1,
      notFound: 1,
      alreadyRevoked: 1,
    });
    expect(progress?.problems.map(({ line, outcome }) => [line, outcome])).toEqual([
      [3, 'fingerprintMismatch'],
      [4, 'notFound'],
      [7, 'alreadyRevoked'],
    ]);
    expect(of.stage.publications).toContain(one.issuerKeyId);
    for (const certificate of [one, other]) {
      expect(await requests.toldOf(certificate)).toEqual(
        expect.arrayContaining(['revocation.recorded', 'revocationRecorded']),
      );
    }
    const { rows } = await of.stage.office.db.$client.query(
      `select r.id, r.state, c.state as certificate from mass_revocation_lines l
       join revocation_requests r on r.id = l.request_id
       join certificates c on c.order_id = r.order_id
       where l.mass_id = $1 and l.outcome = 'recorded' order by l.line`,
      [id],
    );
    expect(rows).toMatchObject([
      { state: 'recorded', certificate: 'revoked' },
      { state: 'recorded', certificate: 'revoked' },
    ]);
    const entries = await requests.entriesOf(rows[0].id);
    expect(entries.map(({ event }) => event).slice(0, 2)).toEqual([
      'revocation.requested',
      'revocation.granted',
    ]);
    expect(entries[1]).toMatchObject({
      actor: { id: 'ap2', role: 'approver' },
      data: { decider: 'officer', assertions: ['a'.repeat(64), 'b'.repeat(64)] },
    });
    await of.stage.revocations.notePublished(rows.map((row: { id: string }) => row.id));
    expect(await records.find(id)).toMatchObject({ published: 2 });
  });

  describeRoomsOwn(current);
});
