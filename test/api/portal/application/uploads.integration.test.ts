import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { caseInputs } from '../../../../db/schema/application.ts';
import { apply } from '../../../../simulator/application.ts';
import { sendDocument } from '../documents.ts';
import { intakeBench, sha256, statusesOf } from './intake-bench.ts';

const bench = intakeBench();
afterEach(() => expect(bench.office.incidents).toEqual([]));

const PDF = Buffer.from('%PDF-1.7 住民票の写し 山吹　金糸雀');

const received = (): Promise<string> =>
  apply({ portal: bench.office.client(), card: bench.card, service: 'together' }).then(
    ({ applicationId }) => applicationId,
  );

const send = (
  applicationId: string,
  octets: Buffer,
  options: Omit<Parameters<typeof sendDocument>[1], 'applicationId' | 'octets'> = {},
) => sendDocument(bench.office, { applicationId, octets, ...options });

const small = (n: number) => Buffer.from(`%PDF-1.7 ${n}`);

describe('PUT /certificate-applications/{id}/evidence/{sha256}', () => {
  it('keeps a document under its hash, sealed, with its entry, and tells the run', async () => {
    const applicationId = await received();
    bench.office.lifecycle.nudges.length = 0;
    const answer = await send(applicationId, PDF);
    expect(answer.status).toBe(201);
    expect((await bench.entriesOf(applicationId)).at(-1)).toMatchObject({
      event: 'evidence.received',
      actor: { kind: 'portal', id: 'own-portal' },
      evidence: [{ kind: 'baseDocument', sha256: sha256(PDF), size: PDF.length }],
      data: { evidenceKind: 'baseDocument', supplier: 'applicant' },
    });
    expect((await bench.evidenceFor(applicationId))['baseDocument']).toEqual(PDF);
    const [input] = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.contentSha256, sha256(PDF)));
    expect(bench.office.lifecycle.nudges).toEqual([
      { applicationId, inputId: input?.id, kind: 'evidence' },
    ]);
  });

  it('is received once, however often and at once it is sent', async () => {
    const applicationId = await received();
    const answers = await Promise.all([1, 2, 3].map(() => send(applicationId, PDF)));
    expect(statusesOf(answers)).toEqual([200, 200, 201]);
    const events = await bench.eventsOf(applicationId);
    expect(events.filter((event) => event === 'evidence.received')).toHaveLength(1);
    // The same octets may be a document of another kind.
    expect(await send(applicationId, PDF, { kind: 'identityDocument' })).toMatchObject({
      status: 201,
    });
  });

  it('takes 20 documents of an edition, 50 MiB together, and those it has once more', async () => {
    const many = await received();
    for (let n = 0; n < 20; n += 1) expect((await send(many, small(n))).status).toBe(201);
    expect(await send(many, small(20))).toMatchObject({
      status: 409,
      problem: 'too-many-documents',
    });
    expect((await send(many, small(0))).status).toBe(200);
    const large = await received();
    const scan = (n: number) => Buffer.concat([small(n), Buffer.alloc(10 * 1024 * 1024 - 16)]);
    for (let n = 0; n < 5; n += 1) expect((await send(large, scan(n))).status).toBe(201);
    const over = await send(large, scan(5));
    expect(over).toMatchObject({ status: 413, problem: 'documents-too-large' });
    expect((await send(large, small(6))).status).toBe(201);
  });

  it('refuses what is not what it claims to be, keeps nothing of it, and records that', async () => {
    const applicationId = await received();
    const big = Buffer.alloc(10 * 1024 * 1024 + 1, '%');
    const refused: [Awaited<ReturnType<typeof send>>, number, string][] = [
      [
        await send(applicationId, PDF, { named: sha256(Buffer.from('x')) }),
        422,
        'document-hash-mismatch',
      ],
      [await send(applicationId, Buffer.from('<html>')), 422, 'evidence-form-unsupported'],
      [await send(applicationId, Buffer.alloc(0)), 422, 'evidence-form-unsupported'],
      [await send(applicationId, big), 413, 'body-too-large'],
      [await send(applicationId, PDF, { kind: 'certificate' }), 400, 'malformed-request'],
      [await send(applicationId, PDF, { kind: 'deviceEvidence' }), 400, 'malformed-request'],
      [await send(applicationId, PDF, { named: 'A'.repeat(64) }), 400, 'malformed-request'],
      [
        await send(applicationId, PDF, { mediaType: 'application/pdf' }),
        415,
        'media-type-unsupported',
      ],
      [await send(applicationId, PDF, { portal: 'other' }), 404, 'application-not-found'],
      [await send(applicationId, PDF, { portal: 'closed' }), 403, 'portal-closed'],
    ];
    for (const [answer, status, problem] of refused) {
      expect([answer.status, answer.problem]).toEqual([status, problem]);
      expect(answer.json['ja']).toBeDefined();
      expect(answer.json['en']).toBeDefined();
    }
    expect(Object.keys(await bench.evidenceFor(applicationId))).not.toContain('baseDocument');
    expect(await bench.refusedWith(applicationId)).toHaveLength(8);
    await bench.office.db.$client.query(
      `update certificate_applications set state = 'lapsed', closed_at = now() where id = $1`,
      [applicationId],
    );
    expect(await send(applicationId, PDF)).toMatchObject({ problem: 'application-closed' });
  });
});
