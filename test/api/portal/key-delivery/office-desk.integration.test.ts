import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { createRedeemDesk } from '../../../../api/portal/key-delivery/office-desk.ts';
import { createCodeStandings } from '../../../../db/key-delivery/code-standing.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../../db/office-database.ts';
import { printedCode } from '../../../../domain/key-delivery/code.ts';
import { ApplicantKey } from '../../../../portal-client/keys.ts';
import { redemptionOf, type KeyDelivery } from '../../../../portal-client/redemption.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { openOffice, type Office } from '../office.ts';
import { letteredCase } from './redeem-stage.ts';

const bench = new Workbench();
let office: Office;
let jlis: Jlis;
let portalDb: OfficeDatabase;
let app: ReturnType<typeof createPortalApp>;

beforeAll(async () => {
  [office, jlis] = await Promise.all([openOffice(), bench.open()]);
  portalDb = openOfficeDatabase(office.instance.databaseUrl('toroku_portal'), 4);
  const deps = { ...office.deps, redemptionPatienceMs: 0 };
  const redemption = createRedeemDesk(deps, createCodeStandings(portalDb));
  app = createPortalApp({ ...deps, redemption });
});
afterAll(async () => {
  await portalDb.$client.end();
  await office.close();
  bench.close();
});

const put = (id: string, body: unknown, codeNumber = 1) =>
  app.request(`/redeem/${id}/key-delivery/${codeNumber}/redemption`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });

/** As the office-worker does once the room has answered. */
const answer = (result: object): Promise<unknown> =>
  office.db.$client.query(
    `update case_inputs set applied_at = now(), result = $1 where kind = 'codeRedemption' and applied_at is null`,
    [result],
  );

describe('the desk of the subscriber’s page', () => {
  it('takes a redemption on its way to the room, and gives what is issued to whoever sent it', async () => {
    const { applicationId, symbols } = await letteredCase(office, jlis);
    const asked = await app.request(`/redeem/${applicationId}/key-delivery`);
    const delivery = (await asked.json()) as KeyDelivery;
    expect(delivery).toMatchObject({ applicationId, codeNumber: 1, attemptsLeft: 5 });
    const body = await redemptionOf(delivery, printedCode(symbols), [await ApplicantKey.make()]);

    const received = await put(applicationId, body);
    expect([received.status, received.headers.get('retry-after')]).toEqual([202, '2']);
    expect(office.lifecycle.nudges.at(-1)).toMatchObject({ applicationId, kind: 'codeRedemption' });
    const bearer = { authorization: `Bearer ${body.nonce}.${body.mac}` };
    const certificates = `/redeem/${applicationId}/certificates`;
    expect((await app.request(certificates, { headers: bearer })).status).toBe(404);

    await answer({ outcome: 'redeemed', state: 'issuing', isApplied: true });
    // Sent again it is the same attempt, and now there is an answer.
    const redeemed = await put(applicationId, body);
    expect(redeemed.status).toBe(200);
    expect(await redeemed.json()).toMatchObject({ outcome: 'redeemed' });
    const given = await app.request(certificates, { headers: bearer });
    expect(await given.json()).toMatchObject({ certificates: [] });

    // An outcome that was recorded of a repeat opens nothing: its MAC is nobody's word.
    await office.db.$client.query(
      `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at, applied_at, result)
       select gen_random_uuid(), case_id, kind, actor, content_sha256,
         content || jsonb_build_object('redemptionSha256', repeat('0', 64)), now(), now(),
         '{"outcome":"redeemed","isApplied":false}'
       from case_inputs where case_id = $1 and kind = 'codeRedemption'`,
      [applicationId],
    );
    expect((await app.request(certificates, { headers: bearer })).status).toBe(200);
    const other = `Bearer ${body.nonce}.${'0'.repeat(64)}`;
    const refused = await app.request(certificates, { headers: { authorization: other } });
    expect(refused.status).toBe(404);
  });

  it('refuses a nonce that it did not hand out, and a code that there is not', async () => {
    const { applicationId, symbols } = await letteredCase(office, jlis);
    const asked = await app.request(`/redeem/${applicationId}/key-delivery`);
    const delivery = { ...((await asked.json()) as KeyDelivery), nonce: '0'.repeat(32) };
    const body = await redemptionOf(delivery, printedCode(symbols), [await ApplicantKey.make()]);
    const refused = await put(applicationId, body);
    expect(refused.status).toBe(422);
    expect(await (await put(applicationId, body, 2)).json()).toMatchObject({ outcome: 'notLive' });
  });
});
