import { setTimeout as sleep } from 'node:timers/promises';
import { prepareApplication } from '../../../simulator/application.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import { PATIENCE_MS, SIMULTANEOUS } from '../../story/story-instance.ts';
import type { Forge } from './attack.ts';
import type { ForgedFor } from './forged-certificate.ts';

/** Somebody applies as an applicant does. */
export async function apply(
  { portal, sandbox }: Forge,
  persona: PersonaName = 'ordinary',
): Promise<ForgedFor> {
  const card = await sandbox.issueCard(persona);
  const prepared = await prepareApplication({ portal, card, service: SIMULTANEOUS });
  const { applicationId, applicant, submission } = prepared;
  await portal.submit(applicationId, submission);
  const spki = applicant.keys[0]?.spki ?? Buffer.alloc(0);
  return { applicationId, name: card.person.writtenName, spki };
}

/** Has a case issued as it should be. @returns its certificate */
export async function issueOne(
  forge: Forge,
): Promise<{ applicationId: string; certificate: Buffer }> {
  const { applicationId } = await apply(forge);
  forge.ledger.expect(applicationId);
  await forge.portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
  return { applicationId, certificate: await forge.portal.certificate(applicationId, 1) };
}

const POLL_MS = 200;

/** Waits until a case stands still for a reason. */
export async function standsBy(forge: Forge, caseId: string, isSo: (code: string) => boolean) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const standing = await forge.ledger.standingOf(caseId);
    if (isSo(standing.code) || Date.now() > end) return standing;
    await sleep(POLL_MS);
  }
}

/** Waits until the office has made the orders of a case, and asks the room. */
export async function ordered(forge: Forge, caseId: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while ((await forge.ledger.standingOf(caseId)).state !== 'issuing') {
    if (Date.now() > end) throw new Error(`${caseId} has no order`);
    await sleep(POLL_MS);
  }
}
