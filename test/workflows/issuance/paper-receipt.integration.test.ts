import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { rebuildCaseRows } from '../../../bin/recovery/case-rows.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { encodeEntry, readEntry } from '../../../books/entry.ts';
import { createPaperReceipts } from '../../../db/issuance/paper-receipts.ts';
import { REVOCATION_REQUEST } from '../../../db/revocation/revocation-requests.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { receivedInstant, type PaperReceipt } from '../../../domain/issuance/paper-receipt.ts';
import type { Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';
import { useStaffedStage } from '../staffed-stage.ts';

describe('a receipt on paper', () => {
  const current = useStaffedStage({ rc1: ['reception'] });
  let stage: Stage;
  let course: Course;

  beforeEach(() => {
    ({ stage, course } = current());
  });

  it('is applied by the run, and its rows are rebuilt from entry and register card', async () => {
    const applying = await course.apply('ordinary');
    await course.reaches(applying, 'issued');
    const { applicationId: caseId } = applying;
    const { db, evidence } = stage.office;
    const receipts = createPaperReceipts(db);
    const certificates = (await receipts.certificates(caseId)).map(
      (each) => each.certificateSha256,
    );
    await stage.time.tell();
    const now = new Date(stage.time.clock.ms);
    const receivedOn = printDate(japanDate(now.getTime()));
    const textSha256 = 'a'.repeat(64);
    const card: PaperReceipt = {
      v: 1,
      documentKind: 'receipt',
      textSha256,
      certificates,
      receivedOn,
      isCompared: true,
    };
    const octets = canonicalOctets(card as unknown as CanonicalValue);
    const { rows } = await db.$client.query<{ chain: string }>(
      'select chain_id as chain from certificate_applications where id = $1',
      [caseId],
    );
    const [kept] = await evidence.put({ caseId, chainId: rows[0]?.chain ?? '' }, [
      { kind: 'physicalOriginal' as const, ring: 'chain', octets },
    ]);
    if (!kept) throw new Error('not kept');
    const by = { officer: 'rc1', role: 'reception', terminal: 'T-07' };
    const said = { v: 1, kind: 'receipt', method: 'paper', textSha256, certificates } as const;
    const inputId = await receipts.record({
      caseId,
      content: { ...said, evidence: [kept], ...by },
      contentSha256: sha256Hex(octets),
      card: kept,
      receivedAt: receivedInstant(receivedOn, now) ?? now,
      now,
    });
    await course.nudge(applying, inputId, 'receipt');
    await expect
      .poll(async () => (await receipts.certificates(caseId))[0]?.course.state, { timeout: 10_000 })
      .toBe('accepted');
    const { stored, rebuilt } = await rebuildCase(stage, caseId);
    expect(rebuilt).toEqual(stored);
  });

  it('is told from a request for revocation that was none, which has no application', async () => {
    const { office } = stage;
    const client = await office.db.$client.connect();
    const [request, container] = [uuidV7(), 'c'.repeat(64)];
    const entry = {
      log: 'office',
      id: uuidV7(),
      seq: 1,
      event: 'evidence.received',
      items: ['2イ'],
      at: '2026-12-01T00:00:00.000Z',
      case: request,
      input: request,
      actor: { kind: 'portal', id: 'own-portal' },
      evidence: [{ kind: 'signatureContainer', sha256: container, size: 10 }],
      data: { evidenceKind: 'signatureContainer', supplier: 'subscriber' },
    } as const;
    await client.query('begin');
    try {
      const sources = {
        client,
        evidence: office.evidence,
        evidenceDir: office.evidenceDir,
        misuseKey: createSecretKey(Buffer.alloc(32)),
        ruleSetAt: async () => '2026-12',
      };
      const octets = encodeEntry(entry);
      await rebuildCaseRows(sources, readEntry(octets));
      const { rows } = await client.query('select kind from case_inputs where id = $1', [request]);
      expect(rows).toEqual([{ kind: REVOCATION_REQUEST }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
