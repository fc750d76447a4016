import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORTAL } from '../demonstration/documents.ts';
import type { ApplicationStatus, IssuedCertificate } from '../../portal-client/answers.ts';
import { SamplePortal, type Dossier } from '../../portal-client/example/sample-portal.ts';
import { PortalClient, staticToken } from '../../portal-client/portal-client.ts';
import { StaffClient } from '../chaos/staff-client.ts';
import { isConfirmed, noticesOf } from './case-records.ts';
import { OutsideVerifier, type SeenStatus } from './outside-verifier.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS, type StoryStage } from './story-instance.ts';

/** What the story ends with. */
export interface RevocationStory {
  readonly story: 'revocation';
  readonly requestId: string;
  /** States of the request, as its portal saw them. */
  readonly states: readonly string[];
  /** Seconds from the request until OpenSSL, from outside, was told `revoked`. */
  readonly secondsToRevoked: number;
  /** What OpenSSL was told, before and after. */
  readonly before: SeenStatus;
  readonly after: SeenStatus;
  readonly other: SeenStatus;
  readonly neverIssued: SeenStatus;
  readonly listed: boolean;
  readonly otherListed: boolean;
  readonly validation: string;
  readonly emergency: Emergency;
}

/** A call at night: one officer revokes at once, another confirms it (規則6条10号). */
export interface Emergency {
  readonly requestId: string;
  /** Seconds from the button until OpenSSL was told `revoked`. */
  readonly secondsToRevoked: number;
  /** As the office has it; undefined if nobody answered. */
  readonly isConfirmed: boolean | undefined;
}

/** Somebody who has a certificate. */
interface Subscriber {
  readonly dossier: Dossier;
  readonly status: ApplicationStatus;
  readonly certificate: IssuedCertificate;
}

interface Stage extends StoryStage {
  readonly client: PortalClient;
  readonly sample: SamplePortal;
}

const POLL_MS = 200;

const NIGHT_SHIFT = ['officer-04', 'officer-03', 'officer-01'] as const;

/** What the subscriber is told by mail, in this order. */
const TOLD = ['received', 'issued', 'revocationRecorded', 'revocationPublished'];

/**
 * Two subscribers; one has their certificate revoked through the portal (規則6条10号). OpenSSL looks from outside, before and
 * after: the other stays good, and what was never issued has no answer.
 */
export function playRevocation(): Promise<RevocationStory> {
  return onStage(async (story) => {
    const client = new PortalClient({
      baseUrl: story.instance.addresses.portal,
      authentication: staticToken(PORTAL.token),
      portalId: PORTAL.id,
    });
    const stage = { ...story, client, sample: new SamplePortal(client, SIMULTANEOUS) };
    const revoked = await subscriber(stage);
    const other = await subscriber(stage);
    const caller = await subscriber(stage);
    const outside = await verifierOf(stage, revoked);
    try {
      const told = await revokeOne(stage, outside, { revoked, other });
      return { ...told, emergency: await revokeAtNight(stage, outside, caller) };
    } finally {
      outside.close();
    }
  });
}

interface Two {
  readonly revoked: Subscriber;
  readonly other: Subscriber;
}

async function revokeOne(
  stage: Stage,
  outside: OutsideVerifier,
  { revoked, other }: Two,
): Promise<Omit<RevocationStory, 'emergency'>> {
  const { serialNumber } = revoked.certificate;
  const before = await answered(outside, serialNumber, 'good');
  await answered(outside, other.certificate.serialNumber, 'good');
  const asked = performance.now();
  const { requestId } = await stage.sample.revoke(revoked.dossier, revoked.status);
  const id = String(requestId);
  const [after, states] = await Promise.all([
    answered(outside, serialNumber, 'revoked'),
    statesUntilPublished(stage, id),
  ]);
  const secondsToRevoked = Number(((after.at - asked) / 1000).toFixed(1));
  const list = await outside.list();
  const pem = Buffer.from(
    await stage.client.certificate(revoked.dossier.applicationId, 1, 'pem'),
  ).toString();
  await requireTold(stage, revoked);
  return {
    story: 'revocation',
    requestId: id,
    states,
    secondsToRevoked,
    before: before.status,
    after: await bothDigests(outside, serialNumber),
    other: await bothDigests(outside, other.certificate.serialNumber),
    neverIssued: await bothDigests(outside, neverIssued()),
    listed: list.serials.includes(serialNumber),
    otherListed: list.serials.includes(other.certificate.serialNumber),
    validation: await outside.validate(pem),
  };
}

/** Reception takes the call, an approver presses the button, another confirms. */
async function revokeAtNight(
  { instance }: Stage,
  outside: OutsideVerifier,
  { certificate: { serialNumber } }: Subscriber,
): Promise<Emergency> {
  const [reception, approver, second] = await Promise.all(
    NIGHT_SHIFT.map((id) => StaffClient.signIn(instance, id)),
  );
  if (!reception || !approver || !second) throw new Error('nobody is there');
  const requestId = await reception.takeCall(serialNumber);
  const pressed = performance.now();
  await approver.decideRequest(requestId, 'emergency');
  const { at } = await answered(outside, serialNumber, 'revoked');
  const secondsToRevoked = Number(((at - pressed) / 1000).toFixed(1));
  console.error(`${requestId}: revoked at once, ${secondsToRevoked} s`);
  await second.decideRequest(requestId, 'confirm');
  return { requestId, secondsToRevoked, isConfirmed: await isConfirmed(instance, requestId) };
}

/** Somebody applies, and gets a certificate. */
async function subscriber({ sample }: Stage): Promise<Subscriber> {
  const dossier = await sample.apply('ordinary');
  const status = await sample.settled(dossier);
  const [certificate] = status.certificates;
  if (!certificate) throw new Error(`no certificate: ${status.state}`);
  console.error(`${certificate.serialNumber}: ${status.told.ja}`);
  return { dossier, status, certificate };
}

async function verifierOf(
  { instance, client }: Stage,
  { dossier, certificate }: Subscriber,
): Promise<OutsideVerifier> {
  const chain = Buffer.from(await client.certificate(dossier.applicationId, 1, 'chain')).toString();
  const [ca = ''] =
    chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?$/) ?? [];
  return new OutsideVerifier(instance.addresses.repository, {
    issuerKeyId: certificate.issuerKeyId,
    ca,
  });
}

/** Asks again until the answer is this one. @throws Error with the last one, after a while */
async function answered(outside: OutsideVerifier, serialNumber: string, wanted: SeenStatus) {
  const end = Date.now() + PATIENCE_MS;
  for (let status: SeenStatus | undefined; Date.now() < end;) {
    status = await outside.status(serialNumber);
    if (status === wanted) return { status, at: performance.now() };
    await sleep(POLL_MS);
  }
  throw new Error(`${serialNumber} is not ${wanted}`);
}

/** One answer serves both digests, and has to say the same for both. */
async function bothDigests(outside: OutsideVerifier, serialNumber: string): Promise<SeenStatus> {
  const [sha1, sha256] = [
    await outside.status(serialNumber, 'sha1'),
    await outside.status(serialNumber, 'sha256'),
  ];
  if (sha1 !== sha256) throw new Error(`${serialNumber}: ${sha1} and ${sha256}`);
  return sha1;
}

/** A serial number as the room draws them, which nobody has. */
function neverIssued(): string {
  const octets = randomBytes(20);
  octets[0] = (octets[0] ?? 0) & 0x7f;
  return octets.toString('hex');
}

async function statesUntilPublished({ client }: Stage, requestId: string): Promise<string[]> {
  const states: string[] = [];
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const { state, told } = await client.revocationRequest(requestId);
    if (states.at(-1) !== state) {
      states.push(String(state));
      console.error(`${requestId}: ${String(state)}: ${(told as { ja: string }).ja}`);
    }
    if (state === 'published') return states;
    await sleep(POLL_MS);
  }
  throw new Error(`${requestId} is ${String(states.at(-1))}`);
}

async function requireTold({ instance }: Stage, { dossier }: Subscriber): Promise<void> {
  const mails = await noticesOf(instance, dossier.applicationId, TOLD.length);
  if (mails.join() !== TOLD.join()) throw new Error(`told by mail: ${mails.join(', ')}`);
}
