import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { createCodeStandings } from '../../../../db/key-delivery/code-standing.ts';
import { openOfficeDatabase } from '../../../../db/office-database.ts';
import { certificateApplications } from '../../../../db/schema/application.ts';
import { decisions, orders } from '../../../../db/schema/decision.ts';
import { deliveryCodes } from '../../../../db/schema/dispatch.ts';
import { governanceDocuments } from '../../../../db/schema/governance.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { codeFromRandom } from '../../../../domain/key-delivery/code.ts';
import { apply } from '../../../../simulator/application.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { jpkiCertificate } from '../../../adapters/jpki/fixture.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { launch, listen, type Served } from '../../console/browser.ts';
import { openOffice, type Office } from '../office.ts';
import { CodeRoom } from './code-room.ts';

/** An application whose code lies in a letter. */
export interface LetteredCase {
  readonly applicationId: string;
  /** The 16 symbols, as only the letter has them. */
  readonly symbols: string;
}

/** The portal API on real rows, with the subscriber's page, and a browser. */
export interface RedeemStage {
  readonly office: Office;
  readonly room: CodeRoom;
  readonly browser: Browser;
  readonly url: string;
  readonly certificate: Buffer;
  /** A case whose letter was delivered. */
  readonly letter: (orderCount?: number) => Promise<LetteredCase>;
  readonly standsAt: (
    applicationId: string,
    state: { case?: string; code?: string },
  ) => Promise<void>;
  /** What the office stores when the certificate came back from the room. */
  readonly issue: (applicationId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes one: received by the API, and then as the office stores it when the letter was delivered. */
export async function letteredCase(
  { db, client }: Office,
  jlis: Jlis,
  orderCount = 1,
): Promise<LetteredCase & { readonly textSha256: string }> {
  const card = await jlis.issueCard(createPerson());
  const text = {
    keyDelivery: 'code',
    orders: Array.from({ length: orderCount }, () => ({
      certificateType: 'basic' as const,
      validityMonths: 24,
    })),
  } as const;
  const applied = await apply({ portal: client(), card, service: 'by-code', text });
  const { applicationId, handedOut } = applied;
  const decisionId = uuidV7();
  await db.insert(decisions).values({
    id: decisionId,
    caseId: applicationId,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: '0'.repeat(64),
    at: new Date(),
  });
  await db.insert(orders).values(
    Array.from({ length: orderCount }, (_, index) => ({
      id: uuidV7(),
      caseId: applicationId,
      decisionId,
      number: index + 1,
      certificateType: 'basic',
      validityMonths: 24,
    })),
  );
  const symbols = codeFromRandom(randomBytes(10));
  await db.insert(deliveryCodes).values({
    caseId: applicationId,
    codeNumber: 1,
    edition: 1,
    state: 'delivered',
    salt: randomBytes(16).toString('hex'),
    dispatchId: uuidV7(),
    ciphertextSha256: '0'.repeat(64),
    vendorKeySha256: '0'.repeat(64),
    madeAt: new Date(),
    lapsesAt: new Date('2030-12-28T23:59:00+09:00'),
  });
  await db
    .update(certificateApplications)
    .set({ state: 'keyDelivery' })
    .where(eq(certificateApplications.id, applicationId));
  return { applicationId, symbols, textSha256: handedOut.textSha256 };
}

const issuerKeyId = randomBytes(20).toString('hex');

const FINAL = new Set(['issued', 'rejected', 'withdrawn', 'lapsed']);

/** Opens one. */
export async function openRedeemStage(): Promise<RedeemStage> {
  const bench = new Workbench();
  const [office, jlis, browser] = await Promise.all([openOffice(), bench.open(), launch()]);
  const { db } = office;
  const portalDb = openOfficeDatabase(office.instance.databaseUrl('toroku_portal'), 4);
  const room = new CodeRoom(db, createCodeStandings(portalDb));
  const certificate = jpkiCertificate();
  const deps = Object.create(office.deps, {
    redemption: { value: room },
    isDevelopment: { value: true },
  }) as Office['deps'];
  const served: Served = await listen(createPortalApp(deps));
  await db.insert(governanceDocuments).values({
    documentType: 'issuerCertificate',
    version: issuerKeyId,
    sha256: '0'.repeat(64),
    content: jpkiCertificate({ serialNumber: Buffer.from('01', 'hex') }),
    effectiveFrom: new Date(0),
  });

  const letter = async (orderCount = 1): Promise<LetteredCase> => {
    const { textSha256, ...lettered } = await letteredCase(office, jlis, orderCount);
    room.codes.set(lettered.applicationId, { symbols: lettered.symbols, textSha256 });
    return lettered;
  };

  const standsAt: RedeemStage['standsAt'] = async (applicationId, state) => {
    if (state.case !== undefined) {
      await db
        .update(certificateApplications)
        .set({ state: state.case, closedAt: FINAL.has(state.case) ? new Date() : null })
        .where(eq(certificateApplications.id, applicationId));
    }
    if (state.code !== undefined) {
      await db
        .update(deliveryCodes)
        .set({ state: state.code })
        .where(eq(deliveryCodes.caseId, applicationId));
    }
  };

  const issue = async (applicationId: string): Promise<void> => {
    const [row] = await db
      .select()
      .from(certificateApplications)
      .where(eq(certificateApplications.id, applicationId));
    const at = { caseId: applicationId, chainId: row?.chainId ?? '' };
    const [kept] = await office.evidence.put(at, [
      { kind: 'certificate', ring: 'chain', octets: certificate },
    ]);
    await db
      .update(orders)
      .set({
        issuerKeyId,
        serialNumber: randomBytes(20).toString('hex').replace(/^./, '1'),
        certificateSha256: kept?.sha256 ?? '',
        notBefore: new Date(),
        notAfter: new Date('2028-11-30T14:59:59Z'),
        receivedAt: new Date(),
      })
      .where(eq(orders.caseId, applicationId));
    await standsAt(applicationId, { case: 'issued' });
    office.forgetKeys();
  };

  return {
    office,
    room,
    browser,
    url: served.url,
    certificate,
    letter,
    standsAt,
    issue,
    close: async () => {
      await browser.close();
      await served.close();
      await portalDb.$client.end();
      await office.close();
      bench.close();
    },
  };
}
