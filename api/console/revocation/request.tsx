import { Hono } from 'hono';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import { timelineView } from '../application/timeline-view.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { standingOf, type CertificateCardView } from './certificate-card.tsx';
import { firstOfTwo, openRequest, PURPOSE, type RequestContext } from './open-request.ts';
import { approversNeeded } from './request-duties.ts';
import { documentsOf, evidenceOf, sealedRequest, signedRequestText } from './request-evidence.ts';
import { requestFindings } from './request-findings.ts';
import { RequestPage } from './request-page.tsx';
import { confirmationOf, deadlineOf } from './request-row.ts';

/** What a request has no plans for: its deadlines stand at its head. */
const NO_PLANS = {
  state: '',
  notHolding: [],
  outcome: undefined,
  nextAttemptAt: null,
  stateDeadline: null,
  keyDelivery: '',
  decider: undefined,
} as const;

/** A certificate with its holder's name, which is read by it. */
export function cardOf(
  certificate: FoundCertificate | undefined,
  requests: readonly ListedRequest[],
  { records, now }: { readonly records: OpenedRecords; readonly now: Date },
): CertificateCardView | undefined {
  if (!certificate) return undefined;
  const { caseId: id, chainId, nameSealed } = certificate;
  const name = records.name({ id, chainId, nameSealed });
  return { certificate, name, standing: standingOf(certificate, requests, now) };
}

/** `GET /revocation-requests/{id}` */
async function showRequest(c: RequestContext, dependencies: ConsoleDependencies) {
  const { records, sealed } = dependencies;
  const now = dependencies.now();
  const opened = await openRequest(c, dependencies);
  const { request, certificate, entries, staff, duties } = opened;
  const { serialNumber } = request;
  const requests = serialNumber === null ? [] : await records.revocations.ofSerial(serialNumber);
  const { officer } = c.get('session');
  const read = await sealed.open({ officer, purpose: PURPOSE }, (of) => ({
    card: cardOf(certificate, requests, { records: of, now }),
    signed: signedRequestText(request, opened.firstEntries, of),
  }));
  const view = {
    now,
    request,
    ...read,
    deadline: deadlineOf(request, now),
    confirmation: confirmationOf(request, now),
    documents: documentsOf(entries),
    findings: requestFindings(request),
    needed: approversNeeded(request),
    first: firstOfTwo(opened),
    timeline: timelineView(entries, NO_PLANS, { staff, refused: [], now }),
    duties,
  };
  return c.html(<RequestPage frame={await pageFrame(c, dependencies)} view={view} />);
}

const TYPES: readonly (readonly [head: string, type: string, ending: string])[] = [
  ['25504446', 'application/pdf', 'pdf'],
  ['ffd8ff', 'image/jpeg', 'jpg'],
  ['89504e47', 'image/png', 'png'],
];

/** `GET /revocation-requests/{id}/documents/{sha256}`: what somebody brought, as it was scanned. */
async function download(c: RequestContext, dependencies: ConsoleDependencies) {
  const { request, entries } = await openRequest(c, dependencies);
  const sha256 = c.req.param('sha256') ?? '';
  const document = evidenceOf(entries).find((each) => each.sha256 === sha256);
  if (!document) throw new PageRefused('notFound');
  const { officer } = c.get('session');
  const of = sealedRequest(request);
  const octets = await dependencies.sealed.open({ officer, purpose: PURPOSE }, (records) =>
    records.hasKeys(of) ? records.objects(of, [document]).get(sha256) : undefined,
  );
  if (!octets) throw new PageRefused('notFound');
  const head = octets.subarray(0, 4).toString('hex');
  const [, type, ending] = TYPES.find(([start]) => head.startsWith(start)) ?? [];
  return c.body(new Uint8Array(octets), 200, {
    'Content-Type': type ?? 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${sha256.slice(0, 16)}.${ending ?? 'bin'}"`,
    'X-Content-Type-Options': 'nosniff',
  });
}

/** The page of one request, and what came with it. */
export const requestPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id', (c) => showRequest(c, dependencies))
    .get('/:id/documents/:sha256', (c) => download(c, dependencies));
