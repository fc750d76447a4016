import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORTAL } from '../demonstration/documents.ts';
import type { ApplicationStatus, PortalEvent } from '../../portal-client/answers.ts';
import { SamplePortal, type Dossier } from '../../portal-client/example/sample-portal.ts';
import {
  clientCredentials,
  PortalClient,
  WebhookRefused,
  WebhookVerifier,
} from '../../portal-client/portal-client.ts';
import { requireOwnKey } from './issued-certificate.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS } from './story-instance.ts';
import { receiveWebhooks, type WebhookReceiver } from './webhook-receiver.ts';

/** What one persona lived through. */
interface Lived {
  readonly persona: string;
  readonly applicationId: string;
  /** Where the application stood, one after the other. */
  readonly states: readonly string[];
}

/** What the story ends with. */
export interface PortalStory {
  readonly story: 'portal';
  /** Lines of the sample portal. */
  readonly lines: number;
  readonly personas: readonly Lived[];
  /** State of the certificate whose receipt was sent, and of the request to have it revoked. */
  readonly certificate: string;
  readonly revocation: string;
  /** Events that were followed; each came by webhook too, and was believed. */
  readonly events: number;
}

/** What the story is played with. */
interface Stage {
  readonly client: PortalClient;
  readonly portal: SamplePortal;
}

/** A persona's life, and what the portal has of it at its end. */
interface Life {
  readonly lived: Lived;
  readonly dossier: Dossier;
  readonly status: ApplicationStatus;
}

/** A persona, and the states in which its application has to come to rest. */
interface Course {
  readonly persona: string;
  readonly states: readonly string[];
  /** What the applicant does once it has come to rest first. */
  readonly next?: (portal: SamplePortal, dossier: Dossier) => Promise<unknown>;
}

const COURSES: readonly Course[] = [
  { persona: 'ordinary', states: ['issued'] },
  // A card that was reported stolen: only a person may refuse.
  { persona: 'stolen', states: ['review'] },
  // 高橋 on the card, 髙橋 as it is written: a person has to look.
  { persona: 'variant', states: ['review'] },
  {
    persona: 'nameDiffers',
    states: ['returned', 'issued'],
    // The name that the card has, in place of another one.
    next: (portal, dossier) => portal.send(dossier, dossier.card.person.name),
  },
  {
    // J-LIS says nothing: nobody may approve, and the applicant waits no longer.
    persona: 'silent',
    states: ['waiting', 'withdrawn'],
    next: (portal, dossier) => portal.withdraw(dossier),
  },
];

const SAMPLE = new URL('../../portal-client/example/sample-portal.ts', import.meta.url);
const LINES_MAX = 100;
const POLL_MS = 250;

/**
 * Five personas go through a sample portal of at most a hundred lines, on the published client alone: it signs an
 * assertion for its tokens, learns by events what happened, and gets each of them by webhook as well.
 */
export function playPortal(): Promise<PortalStory> {
  const lines = readFileSync(SAMPLE, 'utf8').trimEnd().split('\n').length;
  if (lines > LINES_MAX) throw new Error(`the sample portal has ${lines} lines`);
  return onStage(async ({ instance }) => {
    const client = await registeredPortal(instance.addresses.portal);
    const stage = { client, portal: new SamplePortal(client, SIMULTANEOUS) };
    const keysUrl = `${instance.addresses.portal}/webhook-keys`;
    const receiver = await receiveWebhooks(keysUrl);
    try {
      await client.setWebhook(receiver.url);
      const lives = [];
      for (const course of COURSES) lives.push(await live(stage, course));
      const [ordinary] = lives;
      if (!ordinary) throw new Error('nobody applied');
      return {
        story: 'portal',
        lines,
        personas: lives.map(({ lived }) => lived),
        certificate: await accept(stage, ordinary.dossier),
        revocation: await revoke(stage, ordinary),
        events: await requireWebhooks(client, receiver, keysUrl),
      };
    } finally {
      receiver.close();
    }
  });
}

/** The portal of the demonstration, which says by its key who it is. */
async function registeredPortal(baseUrl: string): Promise<PortalClient> {
  const { kid: keyId, ...jwk } = PORTAL.privateKey;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const privateKey = await webcrypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
  const tokenUrl = `${baseUrl}/oauth/token`;
  const authentication = clientCredentials({ clientId: PORTAL.id, keyId, privateKey, tokenUrl });
  return new PortalClient({ baseUrl, authentication, portalId: PORTAL.id });
}

async function live({ client, portal }: Stage, course: Course): Promise<Life> {
  const { persona, states, next } = course;
  const dossier = await portal.apply(persona);
  let status = await portal.settled(dossier);
  const lived = [status.state];
  if (next && lived[0] === states[0]) {
    for (const { ja } of status.corrections ?? []) console.error(`${persona}: ${ja}`);
    await next(portal, dossier);
    status = await portal.settled(dossier);
    lived.push(status.state);
  }
  console.error(`${persona}: ${lived.join(' → ')}: ${status.told.ja}`);
  if (lived.join() !== states.join()) throw new Error(`${persona} came to ${lived.join(', ')}`);
  const { applicationId, key } = dossier;
  if (status.state === 'issued') {
    requireOwnKey(Buffer.from(await client.certificate(applicationId, 1, 'chain')), key.spki);
  }
  return { lived: { persona, applicationId, states: lived }, dossier, status };
}

/** The subscriber sends the receipt. @returns what became of the certificate by it */
async function accept({ client, portal }: Stage, dossier: Dossier): Promise<string> {
  await portal.accept(dossier);
  return until('the certificate is not accepted', async () => {
    const { certificates, told } = await client.status(dossier.applicationId);
    if (certificates[0]?.state !== 'accepted') return undefined;
    console.error(`ordinary: ${told.ja}`);
    return certificates[0].state;
  });
}

/** The subscriber asks for revocation: whatever becomes of it, it is received. */
async function revoke({ client, portal }: Stage, { dossier, status }: Life): Promise<string> {
  const { requestId } = await portal.revoke(dossier, status);
  const { state, told } = await client.revocationRequest(String(requestId));
  console.error(`ordinary: ${(told as { ja: string }).ja}`);
  return String(state);
}

/** Each event has to come by webhook too, and none that is not signed may be believed. @returns how many */
async function requireWebhooks(
  client: PortalClient,
  receiver: WebhookReceiver,
  keysUrl: string,
): Promise<number> {
  const told = await allEvents(client);
  await until('an event did not come by webhook', async () => {
    const came = new Set(receiver.events.map(({ id }) => id));
    return told.every(({ id }) => came.has(id)) ? came : undefined;
  });
  const [refusal] = receiver.refusals;
  if (refusal) throw new Error('a webhook was not believed', { cause: refusal });
  const last = receiver.last();
  if (!last) throw new Error('no webhook came');
  const altered = { ...last, body: Buffer.concat([last.body, Buffer.from(' ')]) };
  const refused = await new WebhookVerifier({ keysUrl }).verify(altered).catch((e: unknown) => e);
  if (!(refused instanceof WebhookRefused)) throw new Error('an altered webhook was believed');
  return told.length;
}

async function allEvents(client: PortalClient): Promise<readonly PortalEvent[]> {
  const events: PortalEvent[] = [];
  for (let after: string | undefined; ;) {
    const page = await client.eventsAfter(after);
    events.push(...page.events);
    if (!page.hasMore) return events;
    after = page.next;
  }
}

/** Looks again until there is something. @throws Error with what is not so, after a while */
async function until<T>(otherwise: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(POLL_MS);
  }
  throw new Error(otherwise);
}
