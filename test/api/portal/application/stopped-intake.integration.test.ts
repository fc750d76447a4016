import { readdirSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { createGovernance } from '../../../../db/application/governance-in-force.ts';
import { certificateApplications } from '../../../../db/schema/application.ts';
import type { PreparedApplication } from '../../../../simulator/application.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { resume, stop } from '../../../db/governance/turned-switch.ts';
import { TOKENS } from '../office.ts';
import { intakeBench } from './intake-bench.ts';

const bench = intakeBench();

/** Every switch that keeps out what the bench sends. */
const STOPS = ['portal:own-portal', 'route:jpki', 'service:together', 'app:1.0.0'];

/** A stop within so long: the portal reads switches anew every two seconds. */
const NOTICED_MS = 3_000;

afterEach(async () => {
  const { db, deps } = bench.office;
  for (const name of STOPS) await resume(db, name);
  const read = async () => (await deps.records.governance.inForce(new Date())).switchesOff;
  await expect.poll(read, { timeout: NOTICED_MS }).toEqual([]);
});

/** The door as it is for a request that comes once a turned switch has been read. */
function doorOfNow(portal: keyof typeof TOKENS = 'own') {
  const { deps, db } = bench.office;
  const app = createPortalApp({
    ...deps,
    records: { ...deps.records, governance: createGovernance(db) },
  });
  return async (method: string, path: string, body?: object) => {
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${TOKENS[portal]}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const json = (await response.json()) as Record<string, unknown>;
    const [, problem] = String(json['type']).split('/problems/');
    return { status: response.status, problem, switch: json['switch'], json };
  };
}

const pathOf = ({ applicationId }: Pick<PreparedApplication, 'applicationId'>): string =>
  `/certificate-applications/${applicationId}`;

const refusedBy = (name: string) => ({ status: 403, problem: 'intake-stopped', switch: name });

/** Files of the evidence: packs and keys of chains. */
const filesOfEvidence = (): string[] =>
  readdirSync(bench.office.evidenceDir, { recursive: true }).map(String).toSorted();

const textRequest = (prepared: PreparedApplication) => ({
  applicationId: uuidV7(),
  service: 'together',
  identityRoute: 'jpki',
  name: '山田　花子',
  proxy: 'none',
  substitutes: 'none',
  previousCertificates: 'none',
  orders: [{ certificateType: 'basic', validityMonths: 24 }],
  keyDelivery: 'simultaneous',
  keys: prepared.applicant.keys.map((key, at) => ({
    order: at + 1,
    spki: key.spki.toString('base64'),
  })),
  explanation: { version: '2026-10-01', shownAt: new Date().toISOString(), means: 'screen' },
});

describe('an intake that a switch has stopped', () => {
  it.each(STOPS)(
    'refuses a new application by %s, keeps nothing of it, and takes it later',
    async (name) => {
      const { db, lifecycle } = bench.office;
      const prepared = await bench.prepare();
      const { applicationId, submission } = prepared;
      const before = { events: await bench.eventsOf(applicationId), files: filesOfEvidence() };
      await stop(db, name);
      const put = () => doorOfNow()('PUT', pathOf(prepared), submission);
      expect(await put()).toMatchObject(refusedBy(name));
      expect(await put()).toMatchObject(refusedBy(name));
      expect(await bench.caseOf(applicationId)).toBeUndefined();
      expect(await bench.misuseRowOf(applicationId)).toBeUndefined();
      // That it was refused is in the books, by hash; of the application itself nothing is kept.
      expect(await bench.refusedWith(applicationId)).toEqual(['intake-stopped', 'intake-stopped']);
      expect(filesOfEvidence()).toEqual(before.files);
      expect(lifecycle.nudges).toEqual([]);

      await resume(db, name);
      expect((await put()).status).toBe(201);
      expect((await put()).status).toBe(200);
      expect(await bench.eventsOf(applicationId)).toEqual([
        ...before.events,
        'input.refused',
        'input.refused',
        'application.received',
      ]);
      expect(lifecycle.nudges.at(-1)).toMatchObject({ applicationId, kind: 'application' });
    },
  );

  // Which app will send it is not known yet when a text is asked for.
  it.each(STOPS.slice(0, 3))('hands out no text for a new number by %s', async (name) => {
    const prepared = await bench.prepare();
    await stop(bench.office.db, name);
    const request = textRequest(prepared);
    expect(await doorOfNow()('POST', '/application-texts', request)).toMatchObject(refusedBy(name));
    expect(await bench.eventsOf(request.applicationId)).toEqual([]);
    await resume(bench.office.db, name);
    expect((await doorOfNow()('POST', '/application-texts', request)).status).toBe(201);
  });

  it('answers for what was received before, takes its correction, and shuts nobody else out', async () => {
    const { db } = bench.office;
    const received = await bench.prepare();
    expect((await bench.put(received)).status).toBe(201);
    await stop(db, 'portal:own-portal');
    const door = doorOfNow();
    expect((await door('PUT', pathOf(received), received.submission)).status).toBe(200);
    expect((await door('GET', pathOf(received))).status).toBe(200);

    await db
      .update(certificateApplications)
      .set({ state: 'returned', notHolding: ['name.match/different'] })
      .where(eq(certificateApplications.id, received.applicationId));
    const { applicationId, applicant } = received;
    const corrected = await bench.prepare({ applicationId, applicant });
    expect((await door('PUT', pathOf(corrected), corrected.submission)).status).toBe(201);
    expect((await bench.eventsOf(applicationId)).at(-1)).toBe('application.corrected');

    const ofAnother = textRequest(received);
    expect((await doorOfNow('other')('POST', '/application-texts', ofAnother)).status).toBe(201);
  });

  it('does not say to whom a number belongs', async () => {
    const received = await bench.prepare();
    await bench.put(received);
    await stop(bench.office.db, 'service:together');
    const { applicationId } = received;
    const asked = { ...textRequest(received), applicationId };
    expect(await doorOfNow('other')('POST', '/application-texts', asked)).toMatchObject(
      refusedBy('service:together'),
    );
  });

  it('is closed and open again within three seconds of the switch', async () => {
    const { send, db } = bench.office;
    const prepared = await bench.prepare();
    const askForText = async (): Promise<string | number> => {
      const body = textRequest(prepared);
      const { problem, status } = await send({ method: 'POST', path: '/application-texts', body });
      return problem ?? status;
    };
    const noticed = { timeout: NOTICED_MS, interval: 100 };
    await stop(db, 'route:jpki');
    await expect.poll(askForText, noticed).toBe('intake-stopped');
    await resume(db, 'route:jpki');
    await expect.poll(askForText, noticed).toBe(201);
    expect((await bench.put(prepared)).status).toBe(201);
  });
});
