import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { ownFields } from '../governance/acts-requests.ts';
import { isOwnForm } from '../governance/session.ts';
import { findCertificates, type CertificateSearch } from './find-certificates.ts';
import { searchInAddress, searchInFields } from './search-fields.ts';
import { namedBy, PURPOSE, type RequestContext } from './open-request.ts';
import {
  judgeReception,
  STAFF_CHANNELS,
  type ReceptionProblem,
  type TakenRequest,
} from './reception-form.ts';
import { ReceptionPage } from './reception-page.tsx';
import { cardOf } from './request.tsx';
import { tellRun } from './tell-run.ts';

/** The form with the largest document. */
const FORM_OCTETS_MAX = 9 * 1024 * 1024;

interface Chosen {
  readonly serial: string;
  readonly issuer: string;
}

/** The certificate that was chosen; undefined where none is named, or none is ours. */
async function chosenOf(
  { records }: ConsoleDependencies,
  { serial, issuer }: Chosen,
): Promise<FoundCertificate | undefined> {
  if (!/^[0-9a-f]{40}$/.test(serial)) return undefined;
  const found = await records.certificates.bySerial(serial);
  return namedBy({ issuerKeyId: issuer === '' ? null : issuer, orderId: null }, found);
}

interface Shown {
  readonly certificate: FoundCertificate | undefined;
  readonly isUnknown: boolean;
  readonly said: (name: string) => string;
  readonly search?: CertificateSearch;
  readonly problem?: ReceptionProblem;
}

async function show(c: RequestContext, dependencies: ConsoleDependencies, shown: Shown) {
  const { records, sealed } = dependencies;
  const { certificate, isUnknown, said, problem, search = searchInAddress(c) } = shown;
  const { officer } = c.get('session');
  const now = dependencies.now();
  const mayTake = roleFor(officer, 'takeRequest') !== undefined;
  const isFinding = mayTake && !certificate && !isUnknown;
  const [requests, found, missed] = await Promise.all([
    certificate ? records.revocations.ofSerial(certificate.serialNumber) : [],
    isFinding ? findCertificates(dependencies, officer, search) : undefined,
    isFinding ? records.certificates.missedReceipts(now) : [],
  ]);
  const card = await sealed.open({ officer, purpose: PURPOSE }, (opened) =>
    cardOf(certificate, requests, { records: opened, now }),
  );
  const view = {
    mayTake,
    search,
    found,
    card,
    isUnknown,
    channel: STAFF_CHANNELS.find((each) => each === said('channel')),
    said,
    problem,
    today: printDate(japanDate(now.getTime())),
    inputId: uuidV7(now.getTime()),
    missed,
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<ReceptionPage frame={frame} view={view} />, problem ? 409 : 200);
}

/** The chain of the certificate where its keys are there, so that the request is erased with it; else a new one. */
async function chainFor(
  c: RequestContext,
  { sealed, keeper, now }: ConsoleDependencies,
  certificate: FoundCertificate | undefined,
): Promise<string> {
  const { officer } = c.get('session');
  const hasKeys =
    certificate &&
    (await sealed.open({ officer, purpose: PURPOSE }, (opened) => opened.hasKeys(certificate)));
  if (certificate && hasKeys) return certificate.chainId;
  const chainId = uuidV7(now().getTime());
  await keeper.createChain(chainId);
  return chainId;
}

interface Taking {
  readonly id: string;
  readonly role: string;
  readonly taken: TakenRequest;
  readonly certificate: FoundCertificate | undefined;
}

/**
 * Keeps the document, records the request with its entry before any rule looks at it, and tells its run (規則6条10号). In this
 * order: an entry names evidence. A crash between the two leaves evidence that nothing names; the person sends again.
 */
async function record(
  c: RequestContext,
  dependencies: ConsoleDependencies,
  { id, role, taken, certificate }: Taking,
): Promise<void> {
  const { records, keeper, now } = dependencies;
  const { officer, terminal } = c.get('session');
  const chainId = await chainFor(c, dependencies, certificate);
  const { document, received, reasonAsked, invalidityDate, requestedAt } = taken;
  const evidence = document
    ? await keeper.put({ caseId: id, chainId }, [{ ...document, ring: 'chain' as const }])
    : [];
  step('staff-revocation.0-evidence-kept');
  await records.revocations.storeRequest({
    id,
    received,
    officer: { id: officer.id, role, terminal },
    certificate: certificate
      ? {
          issuerKeyId: certificate.issuerKeyId,
          serialNumber: certificate.serialNumber,
          certificateSha256: certificate.certificateSha256,
          caseId: certificate.caseId,
          orderId: certificate.orderId,
        }
      : {},
    chainId,
    reasonAsked,
    ...(invalidityDate === undefined ? {} : { invalidityDate }),
    evidence,
    requestedAt,
    now: now(),
  });
  step('staff-revocation.1-received');
  tellRun(dependencies, { requestId: id, inputId: id, kind: 'revocationRequest' });
}

/** `POST /revocation-requests` */
async function take(c: RequestContext, dependencies: ConsoleDependencies) {
  const body = await c.req.formData();
  const form = new Map(
    [...body].flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
  const said = (name: string) => form.get(name) ?? '';
  if (!isOwnForm(said('token'), c.get('formToken'))) throw new PageRefused('refused');
  const role = roleFor(c.get('session').officer, 'takeRequest');
  const id = said('input');
  if (role === undefined || !isApplicationId(id)) throw new PageRefused('refused');
  const certificate = await chosenOf(dependencies, {
    serial: said('serial'),
    issuer: said('issuer'),
  });
  const file = body.get('document');
  const on = { now: dependencies.now(), hasCertificate: certificate !== undefined };
  const taken = await judgeReception(form, file instanceof File ? file : undefined, on);
  if ('problem' in taken) {
    const { problem } = taken;
    return show(c, dependencies, { certificate, isUnknown: !certificate, said, problem });
  }
  await record(c, dependencies, { id, role, taken, certificate });
  const isEmergency = said('emergency') === 'yes';
  const to = isEmergency ? `emergency?request=${id}` : id;
  return c.redirect(`/revocation-requests/${to}`, 303);
}

/** Pages on which staff take a request. */
export const receptionPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/new', async (c) => {
      const said = (name: string) => c.req.query(name) ?? '';
      const chosen = { serial: said('serial'), issuer: said('issuer') };
      const certificate = await chosenOf(dependencies, chosen);
      const isUnknown = said('unknown') === 'yes';
      return show(c, dependencies, { certificate, isUnknown, said });
    })
    .post('/new', async (c) => {
      const fields = await ownFields(c);
      const said = (name: string) => fields.get(name) ?? '';
      const search = searchInFields(fields);
      return show(c, dependencies, { certificate: undefined, isUnknown: false, said, search });
    })
    .post(
      '/',
      bodyLimit({
        maxSize: FORM_OCTETS_MAX,
        onError: () => {
          throw new PageRefused('refused');
        },
      }),
      (c) => take(c, dependencies),
    );
