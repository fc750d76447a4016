import { Hono } from 'hono';
import { uuidV7 } from '../../../db/uuid.ts';
import { readEntry } from '../../../books/entry.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { ownFields } from '../governance/acts-requests.ts';
import { stepsOf } from './after-recording.tsx';
import { standingOf } from './certificate-card.tsx';
import { dossierOf } from './callbacks.tsx';
import { EmergencyPage, type EmergencyCall } from './emergency-page.tsx';
import { findCertificates, type CertificateSearch } from './find-certificates.ts';
import { searchInAddress, searchInFields } from './search-fields.ts';
import { openRequestOf, type OpenedRequest, type RequestContext } from './open-request.ts';

/** Result of the newest call-back by the book, or by an input that waits. */
function calledOf({ entries, inputs }: OpenedRequest): string | undefined {
  const entry = entries.find(({ event }) => event === 'revocation.callback');
  const data = entry && (readEntry(entry.octets).data as Readonly<Record<string, unknown>>);
  const result = data?.['result'];
  if (typeof result === 'string') return result;
  return inputs.some(({ kind, appliedAt }) => kind === 'revocationCallback' && appliedAt === null)
    ? ''
    : undefined;
}

/** The call of an address: the request, the certificate, and what is on file for the questions. */
async function callOf(
  c: RequestContext,
  dependencies: ConsoleDependencies,
  id: string,
): Promise<EmergencyCall> {
  const opened = await openRequestOf(c, dependencies, id);
  const { request, certificate, duties, staff } = opened;
  const now = dependencies.now();
  const { revocationEmergency, revocationCallback, revocationSuspension } = duties;
  const { name, dossier } = await dossierOf(c, dependencies, certificate?.caseId);
  const requests = certificate
    ? await dependencies.records.revocations.ofSerial(certificate.serialNumber)
    : [];
  const { officer } = c.get('session');
  const others = staff.filter(
    ({ person, roles }) => person !== officer.person && roles.includes('approver'),
  );
  return {
    request,
    card: certificate && {
      certificate,
      name,
      birthDate: dossier?.birthDate,
      standing: standingOf(certificate, requests, now),
    },
    dossier,
    called: calledOf(opened),
    revoking: revocationEmergency,
    calling: revocationCallback,
    suspending: revocationSuspension,
    confirmers: others.map((each) => each.name),
    callbackId: uuidV7(now.getTime()),
  };
}

/** What an address and the fields of a form say: a name and a birth date come by a form alone. */
async function showEmergency(
  c: RequestContext,
  dependencies: ConsoleDependencies,
  search: CertificateSearch,
) {
  const now = dependencies.now();
  const { officer } = c.get('session');
  const id = c.req.query('request') ?? '';
  const call = isApplicationId(id) ? await callOf(c, dependencies, id) : undefined;
  const mayTake = roleFor(officer, 'takeRequest') !== undefined;
  const found =
    call || !mayTake ? undefined : await findCertificates(dependencies, officer, search);
  const steps = stepsOf(call?.request, now);
  const inputId = uuidV7(now.getTime());
  const view = { now, search, found, mayTake, inputId, call, steps };
  return c.html(<EmergencyPage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** The page of an emergency. */
export const emergencyPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/emergency', (c) => showEmergency(c, dependencies, searchInAddress(c)))
    .post('/emergency', async (c) =>
      showEmergency(c, dependencies, searchInFields(await ownFields(c))),
    );
