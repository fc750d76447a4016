import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { IssuedCertificate } from '../../../portal-client/answers.ts';
import { SamplePortal, type Dossier } from '../../../portal-client/example/sample-portal.ts';
import { PortalClient, staticToken } from '../../../portal-client/portal-client.ts';
import { PORTAL } from '../../demonstration/documents.ts';
import type { Instance } from '../../instance/options.ts';
import { SIMULTANEOUS } from '../../story/story-instance.ts';
import {
  fillOfficeCertificates,
  filledCertificates,
  fillRoom,
  type FilledCertificate,
} from '../fill-certificates.ts';

/** Somebody with a certificate that was really issued to them. */
export interface Subscriber {
  readonly dossier: Dossier;
  readonly certificate: IssuedCertificate;
}

/** Everybody with a certificate: some came through a portal, of most there are only rows. */
export interface Holders {
  readonly client: PortalClient;
  readonly sample: SamplePortal;
  readonly issuerKeyId: string;
  /** PEM of the CA certificate. */
  readonly ca: string;
  readonly subscribers: readonly Subscriber[];
  /** Rows that are revoked, and rows that stay. */
  readonly filled: readonly FilledCertificate[];
  readonly staying: readonly FilledCertificate[];
}

/** Certificates that are filled in are a minute old, so that their validity has begun. */
const AGE_MS = 60_000;
const PATIENCE_MS = 180_000;
const POLL_MS = 250;

const fill = { revoked: 'chaos-status', staying: 'chaos-status-stays' } as const;

/** Subscribers apply through a portal, and registers of office and room are filled with rows beside them. */
export async function gatherHolders(
  instance: Instance,
  { real, filled, staying }: { readonly real: number; readonly filled: number; staying: number },
): Promise<Holders> {
  const client = new PortalClient({
    baseUrl: instance.addresses.portal,
    authentication: staticToken(PORTAL.token),
    portalId: PORTAL.id,
  });
  const sample = new SamplePortal(client, SIMULTANEOUS);
  const subscribers: readonly Subscriber[] = await Promise.all(
    Array.from({ length: real }, () => subscribe({ client, sample })),
  );
  const [first] = subscribers;
  if (!first) throw new Error('nobody applied');
  const { issuerKeyId } = first.certificate;
  const chain = await client.certificate(first.dossier.applicationId, 1, 'chain');
  const pems = Buffer.from(chain)
    .toString()
    .split(/(?=-----BEGIN)/);
  return {
    client,
    sample,
    issuerKeyId,
    ca: pems.at(-1) ?? '',
    subscribers,
    filled: await fillIn(instance, { name: fill.revoked, issuerKeyId, count: filled }),
    staying: await fillIn(instance, { name: fill.staying, issuerKeyId, count: staying }),
  };
}

/** Somebody applies; all of them at once, as they are asked about by status and not by events. */
async function subscribe({ client, sample }: Pick<Holders, 'client' | 'sample'>) {
  const dossier = await sample.apply('ordinary');
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const { certificates } = await client.status(dossier.applicationId);
    if (certificates[0]) return { dossier, certificate: certificates[0] };
    await sleep(POLL_MS);
  }
  throw new Error(`${dossier.applicationId} is not issued`);
}

interface Filling {
  readonly name: string;
  readonly issuerKeyId: string;
  readonly count: number;
}

/** Rows in both registers; nobody signed these certificates, and their subscribers have no address. */
async function fillIn(instance: Instance, of: Filling): Promise<FilledCertificate[]> {
  const room = new pg.Pool({ connectionString: instance.databaseUrl('toroku_enclave_owner') });
  const office = new pg.Pool({ connectionString: instance.databaseUrl('toroku_office_owner') });
  try {
    const rows = { ...of, now: new Date(Date.now() - AGE_MS) };
    await fillRoom(room, rows);
    await fillOfficeCertificates(office, { ...rows, portalId: PORTAL.id });
    return await filledCertificates(office, of);
  } finally {
    await Promise.all([room.end(), office.end()]);
  }
}
