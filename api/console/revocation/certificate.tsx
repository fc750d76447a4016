import { Hono, type Context } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { CertificatePage } from './certificate-page.tsx';
import { PURPOSE } from './open-request.ts';
import { cardOf } from './request.tsx';

/** `GET /certificates/{serial}` */
async function showCertificate(c: Context<ConsoleEnvironment>, dependencies: ConsoleDependencies) {
  const { records, sealed } = dependencies;
  const serial = (c.req.param('serial') ?? '').toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(serial)) throw new PageRefused('notFound');
  const [found, requests] = await Promise.all([
    records.certificates.bySerial(serial),
    records.revocations.ofSerial(serial),
  ]);
  const now = dependencies.now();
  const { officer } = c.get('session');
  const cards = await sealed.open({ officer, purpose: PURPOSE }, (opened) =>
    found.flatMap((each) => cardOf(each, requests, { records: opened, now }) ?? []),
  );
  const [card, ...others] = cards;
  if (!card) throw new PageRefused('notFound');
  const mayTake = roleFor(officer, 'takeRequest') !== undefined;
  const view = { now, card, requests, others, mayTake };
  return c.html(<CertificatePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** The page of one certificate. */
export const certificatePages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/:serial', (c) => showCertificate(c, dependencies));
