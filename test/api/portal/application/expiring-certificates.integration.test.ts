import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { certificateApplications } from '../../../../db/schema/application.ts';
import { orders } from '../../../../db/schema/decision.ts';
import { revocationRequests } from '../../../../db/schema/revocation.ts';
import { apply } from '../../../../simulator/application.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { issueOrder } from '../issued-order.ts';
import type { RawAnswer, RawRequest } from '../office.ts';
import { intakeBench } from './intake-bench.ts';

const bench = intakeBench();
const DAY_MS = 24 * 3600_000;

async function expiring(inDays: number, options: object = {}): Promise<string> {
  const { applicationId } = await apply({
    portal: bench.office.client(),
    card: bench.card,
    service: 'together',
  });
  const notAfter = new Date(Date.now() + inDays * DAY_MS);
  await issueOrder(bench.office.db, applicationId, { notAfter, ...options });
  return applicationId;
}

const list = (query = '', request: Partial<RawRequest> = {}): Promise<RawAnswer> =>
  bench.office.send({ method: 'GET', path: `/expiring-certificates${query}`, ...request });

const idsIn = ({ json }: RawAnswer): unknown[] =>
  (json['certificates'] as { applicationId: string }[]).map(({ applicationId }) => applicationId);

describe('GET /expiring-certificates', () => {
  it('names what of this portal is in force and expires soon, the soonest first, page by page', async () => {
    const later = await expiring(50);
    const soon = await expiring(10);
    await expiring(70);
    await expiring(-1);
    await expiring(20, { isVoided: true });
    const others = await expiring(15);
    await bench.office.db
      .update(certificateApplications)
      .set({ portalId: 'other-portal' })
      .where(eq(certificateApplications.id, others));
    const revoked = await expiring(25);
    const [order] = await bench.office.db.select().from(orders).where(eq(orders.caseId, revoked));
    await bench.office.db.insert(revocationRequests).values({
      id: uuidV7(),
      inputId: uuidV7(),
      number: 1,
      chainId: uuidV7(),
      channel: 'telephone',
      identityMethod: 'callBack',
      issuerKeyId: order?.issuerKeyId ?? null,
      serialNumber: order?.serialNumber ?? null,
      reasonAsked: 'keyCompromise',
      requestedAt: new Date(),
      decideBy: new Date(),
      state: 'recorded',
    });

    const answer = await list();
    expect(answer.status).toBe(200);
    expect(idsIn(answer)).toEqual([soon, later]);
    expect(answer.json['next']).toBeUndefined();
    expect(Object.keys((answer.json['certificates'] as object[])[0] ?? {}).toSorted()).toEqual([
      'applicationId',
      'issuerKeyId',
      'notAfter',
      'order',
      'serialNumber',
      'sha256',
    ]);
    expect(idsIn(await list('?withinDays=30'))).toEqual([soon]);
    expect(idsIn(await list('', { portal: 'other' }))).toEqual([others]);

    const first = await list('?limit=1');
    expect(idsIn(first)).toEqual([soon]);
    const next = encodeURIComponent(String(first.json['next']));
    const second = await list(`?limit=1&after=${next}`);
    expect(idsIn(second)).toEqual([later]);
    expect(second.json['next']).toBeUndefined();
    const headers = { 'if-none-match': String(second.headers.get('etag')) };
    expect(await list(`?limit=1&after=${next}`, { headers })).toMatchObject({ status: 304 });
    expect(bench.office.incidents).toEqual([]);
  });

  it.each([
    'withinDays=0',
    'withinDays=401',
    'withinDays=x',
    'limit=501',
    'after=1',
    'after=2026-99-99T00:00:00.000Z_019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  ])('refuses %s', async (query) => {
    expect(await list(`?${query}`)).toMatchObject({
      status: 400,
      problem: 'malformed-request',
    });
  });

  it('asks for a token', async () => {
    expect(await list('', { portal: 'none' })).toMatchObject({ status: 401 });
  });
});
