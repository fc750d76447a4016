import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ApplicantKey,
  PortalClient,
  staticToken,
  uuidV7,
} from '../../portal-client/portal-client.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { createPerson } from '../../simulator/person.ts';
import { openOffice, TOKENS, type Office } from '../api/portal/office.ts';
import { Workbench } from '../simulator/workbench.ts';

const bench = new Workbench();
let office: Office;
let jlis: Jlis;
let portal: PortalClient;

beforeAll(async () => {
  [office, jlis] = await Promise.all([openOffice(), bench.open()]);
  portal = client();
});
afterAll(async () => {
  await office.close();
  bench.close();
});

const client = (portalId = 'own-portal'): PortalClient =>
  new PortalClient({
    baseUrl: office.url,
    authentication: staticToken(TOKENS.own),
    portalId,
    retries: 0,
  });

async function explanation() {
  const { version, sha256 } = await portal.explanation();
  return { version, sha256, shownAt: new Date().toISOString(), means: 'screen' as const };
}

const contact = { mail: 'a@example.jp', telephone: '090-1234-5678' };

describe('PortalClient', () => {
  it('applies with the API itself: text checked, key proven, received once', async () => {
    const card = await jlis.issueCard(createPerson());
    const key = await ApplicantKey.make('RSA-2048');
    const text = await portal.applicationText({
      service: 'together',
      name: card.person.writtenName,
      keys: [{ order: 1, spki: Buffer.from(key.spki).toString('base64') }],
      explanation: await explanation(),
    });
    const submission = {
      signatureContainer: card.sign(text.octets).toString('base64'),
      proofsOfPossession: await portal.proofs(text, [key]),
      device: {
        kind: 'recorded',
        id: 'd',
        model: 'm',
        keyStore: 'k',
        appVersion: '1.0.0',
      } as const,
      contact,
    };
    const received = await portal.submit(text.applicationId, submission);
    expect(received).toMatchObject({ applicationId: text.applicationId, state: 'received' });
    expect(await portal.submit(text.applicationId, submission)).toEqual(received);
    expect(await portal.waitFor(text.applicationId, ['received'])).toEqual(received);
    const other = { ...submission, contact: { ...contact, mail: 'b@example.jp' } };
    await expect(portal.submit(text.applicationId, other)).rejects.toMatchObject({
      slug: 'exists-with-different-content',
    });
  });

  it('asks for a text whose key comes after a code', async () => {
    const text = await portal.applicationText({
      service: 'by-code',
      name: '山田　花子',
      explanation: await explanation(),
    });
    expect(text.read.keys).toEqual({ delivery: 'code', letterTo: 'jpkiAddress' });
  });

  it('has no text signed that names another portal, or another explanation than was shown', async () => {
    const asked = { service: 'by-code', name: '山田　花子', explanation: await explanation() };
    await expect(client('another-portal').applicationText(asked)).rejects.toMatchObject({
      differences: ['portal'],
    });
    const shown = { ...asked.explanation, sha256: '0'.repeat(64) };
    await expect(portal.applicationText({ ...asked, explanation: shown })).rejects.toMatchObject({
      differences: ['explanation'],
    });
  });

  it('tells by their rule why a text is never handed out', async () => {
    const asked = { service: 'by-code', name: '山'.repeat(65), explanation: await explanation() };
    await expect(portal.applicationText(asked)).rejects.toMatchObject({
      slug: expect.stringMatching(/^name\./),
      detail: { ja: expect.any(String), en: expect.any(String) },
    });
    await expect(portal.status(uuidV7())).rejects.toMatchObject({ slug: 'application-not-found' });
  });

  it('reads what can be applied for', async () => {
    const services = await portal.services();
    expect(services.map(({ id, keyDeliveries }) => [id, keyDeliveries])).toEqual([
      ['together', expect.arrayContaining(['simultaneous'])],
      ['by-code', ['code']],
    ]);
  });
});
