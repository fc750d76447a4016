import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { IssuedCertificate } from '../../portal-client/answers.ts';
import { SamplePortal, type Dossier } from '../../portal-client/example/sample-portal.ts';
import { PortalClient, staticToken } from '../../portal-client/portal-client.ts';
import { fillRoom } from '../chaos/fill-certificates.ts';
import { PORTAL } from '../demonstration/documents.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { OutsideVerifier } from '../story/outside-verifier.ts';
import { SIMULTANEOUS } from '../story/story-instance.ts';
import { rounded } from './measure.ts';

/** How much is measured. */
export interface RevokeBench {
  /** Certificates that live beside those that are revoked. */
  readonly live: number;
  /** Certificates that are revoked, one after the other. */
  readonly revoked: number;
}

/** What the bench says: from the request of a portal until relying parties are told. */
export interface RevokeFigures {
  readonly bench: 'revoke';
  readonly live: number;
  readonly revoked: number;
  readonly ocspMs: Spread;
  readonly crlMs: Spread;
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

interface Subscriber {
  readonly dossier: Dossier;
  readonly certificate: IssuedCertificate;
}

const PATIENCE_MS = 120_000;
const POLL_MS = 50;

const spreadOf = (figures: readonly number[]): Spread => {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0, 0);
  return { p50: at(0.5), p95: at(0.95), most: at(1) };
};

/**
 * From a request for revocation, signed with a card and sent by a portal, until the repository serves it: as an answer of OCSP,
 * and on the list. Every program runs; OpenSSL asks.
 */
export function benchRevoke({ live, revoked }: RevokeBench): Promise<RevokeFigures> {
  return withThrowAwayInstance({ log: (line) => console.error(line) }, async (instance) => {
    const client = new PortalClient({
      baseUrl: instance.addresses.portal,
      authentication: staticToken(PORTAL.token),
      portalId: PORTAL.id,
    });
    const sample = new SamplePortal(client, SIMULTANEOUS);
    const subscribers: Subscriber[] = [];
    for (let n = 0; n < revoked; n += 1) subscribers.push(await subscribe(sample));
    const outside = await verifierOf(instance, client, subscribers);
    await fill(instance, outside.issuerKeyId, live);
    const seen = { ocsp: [] as number[], crl: [] as number[] };
    for (const { dossier, certificate } of subscribers) {
      const begun = performance.now();
      await sample.revoke(dossier, await client.status(dossier.applicationId));
      const { serialNumber } = certificate;
      const [ocsp, crl] = await Promise.all([
        until(async () => (await outside.status(serialNumber)) === 'revoked'),
        until(async () => (await outside.list()).serials.includes(serialNumber)),
      ]);
      seen.ocsp.push(ocsp - begun);
      seen.crl.push(crl - begun);
    }
    outside.close();
    return {
      bench: 'revoke',
      live,
      revoked,
      ocspMs: spreadOf(seen.ocsp),
      crlMs: spreadOf(seen.crl),
    };
  });
}

async function subscribe(sample: SamplePortal): Promise<Subscriber> {
  const dossier = await sample.apply('ordinary');
  const status = await sample.settled(dossier);
  const [certificate] = status.certificates;
  if (!certificate) throw new Error(`no certificate: ${status.state}`);
  return { dossier, certificate };
}

async function verifierOf(
  instance: Instance,
  client: PortalClient,
  [first]: readonly Subscriber[],
): Promise<OutsideVerifier> {
  if (!first) throw new Error('nobody to revoke');
  const { issuerKeyId } = first.certificate;
  const octets = await client.certificate(first.dossier.applicationId, 1, 'chain');
  const pems = Buffer.from(octets)
    .toString()
    .split(/(?=-----BEGIN)/);
  return new OutsideVerifier(instance.addresses.repository, { issuerKeyId, ca: pems.at(-1) ?? '' });
}

async function fill(instance: Instance, issuerKeyId: string, count: number): Promise<void> {
  const room = new pg.Pool({ connectionString: instance.databaseUrl('toroku_enclave_owner') });
  try {
    await fillRoom(room, { issuerKeyId, count, name: 'live', now: new Date() });
  } finally {
    await room.end();
  }
}

/** Looks again until it is so. @returns when, on the clock of `performance` */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await isSo()) return performance.now();
    await sleep(POLL_MS);
  }
  throw new Error('not revoked in time');
}
