import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createApplicant } from '../../simulator/applicant.ts';
import { apply, prepareApplication } from '../../simulator/application.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { PortalClient, PortalRefused, StateNotReached } from '../../simulator/portal-client.ts';
import { FakePortal } from './fake-portal.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;
let fake: FakePortal;
let portal: PortalClient;

beforeAll(async () => {
  jlis = await bench.open();
});
beforeEach(async () => {
  fake = new FakePortal();
  portal = new PortalClient(`${await bench.serve(fake.app.fetch)}/`, fake.token);
});
afterAll(() => bench.close());

const service = 'demo-simultaneous';

describe('apply', () => {
  it('asks for the text with the key in it, signs it, and proves the key', async () => {
    const card = await jlis.issueCard('ordinary');
    const { applicationId, applicant, status } = await apply({ portal, card, service });
    expect(status).toMatchObject({ applicationId, state: 'checking' });
    expect(fake.requests[0]).toMatchObject({
      applicationId,
      service,
      identityRoute: 'jpki',
      name: card.person.name,
      proxy: 'none',
      substitutes: 'none',
      previousCertificates: 'none',
      orders: [{ certificateType: 'basic', validityMonths: 24 }],
      keyDelivery: 'simultaneous',
      keys: [{ order: 1, spki: applicant.keys[0]?.spki.toString('base64') }],
    });
    expect(fake.submissions[0]).toMatchObject({
      device: applicant.device,
      contact: applicant.contact,
    });
    expect(await portal.waitFor(applicationId, ['issued'], 5000)).toMatchObject({
      state: 'issued',
    });
  });

  it('proves one key for each of several orders', async () => {
    const card = await jlis.issueCard('ordinary');
    const applicant = await createApplicant({ orders: 2, keyKind: 'rsa-2048' });
    const orders = [
      { certificateType: 'basic', validityMonths: 24 },
      { certificateType: 'attribute', validityMonths: 24 },
    ] as const;
    await apply({ portal, card, service, applicant, text: { orders } });
    const proofs = fake.submissions[0]?.proofsOfPossession ?? [];
    expect(proofs.map(({ order }) => order)).toEqual([1, 2]);
  });

  it('writes the name as the person does, and consents to substitute characters', async () => {
    await apply({ portal, card: await jlis.issueCard('variant'), service });
    await apply({ portal, card: await jlis.issueCard('substitute'), service });
    expect(fake.requests[0]?.name).toMatch(/^髙橋/);
    expect(fake.requests[1]?.substitutes).toBe('signedConsent');
  });

  it('sends no key where the code comes first', async () => {
    const card = await jlis.issueCard('ordinary');
    await apply({ portal, card, service, text: { keyDelivery: 'code' } });
    expect(fake.requests[0]?.keys).toBeUndefined();
    expect(fake.submissions[0]?.proofsOfPossession).toBeUndefined();
  });

  it('lets an application be altered before it is sent', async () => {
    const card = await jlis.issueCard('ordinary');
    const signing = { variant: 'bareHash' } as const;
    const prepared = await prepareApplication({ portal, card, service, signing });
    const refusal = portal.submit(prepared.applicationId, prepared.submission);
    await expect(refusal).rejects.toMatchObject({
      name: 'PortalRefused',
      httpStatus: 422,
      problem: { type: 'signed-text-mismatch' },
    });
  });
});

describe('PortalClient', () => {
  it('tells what the portal refused', async () => {
    const stranger = new PortalClient(await bench.serve(fake.app.fetch), 'another token');
    await expect(stranger.status('019ad7f2')).rejects.toThrow(PortalRefused);
  });

  it('says in what state an application stays when the time is over', async () => {
    const card = await jlis.issueCard('ordinary');
    const { applicationId } = await apply({ portal, card, service });
    await expect(portal.waitFor(applicationId, ['rejected'], 250)).rejects.toThrow(StateNotReached);
  });

  it('fetches certificates by the paths of the portal API', async () => {
    const fetched = await Promise.all(
      (['cer', 'pem', 'chain'] as const).map((form) => portal.certificate('019ad7f2', 2, form)),
    );
    expect(fetched.map(String)).toEqual(['certificates/2.cer', 'certificates/2.pem', 'chain.pem']);
  });
});
