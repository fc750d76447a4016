import type { Context } from 'hono';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { SentInput } from '../../../db/revocation/request-inputs.ts';
import type { RequestInputKind } from '../../../domain/revocation/request-inputs.ts';
import { eventsOf } from '../application/case-events.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pastActsOfRequest, requestDutiesOf, type RequestDuty } from './request-duties.ts';

/** A request for a page about a request for revocation. */
export type RequestContext = Context<ConsoleEnvironment>;

/** Why personal data of a holder is read here. */
export const PURPOSE = 'revocation';

/** A request with everything that a page about it is made of. */
export interface OpenedRequest {
  readonly request: ListedRequest;
  /** Ours with the number that the request names; undefined where there is none. */
  readonly certificate: FoundCertificate | undefined;
  readonly entries: readonly StoredEntry[];
  /** Of the first request of the same text, with which what was signed lies. */
  readonly firstEntries: readonly StoredEntry[];
  readonly inputs: readonly SentInput[];
  readonly staff: readonly StaffMember[];
  readonly duties: Readonly<Record<RequestInputKind, RequestDuty>>;
}

/** The certificate that a request names: by its number, and by the issuer's key where that is given. */
export const namedBy = (
  { issuerKeyId, orderId }: Pick<ListedRequest, 'issuerKeyId' | 'orderId'>,
  found: readonly FoundCertificate[],
): FoundCertificate | undefined =>
  found.find((each) => each.orderId === orderId) ??
  found.find((each) => issuerKeyId === null || each.issuerKeyId === issuerKeyId);

/** The request of the address. @throws PageRefused if there is none */
export const openRequest = (
  c: RequestContext,
  dependencies: ConsoleDependencies,
): Promise<OpenedRequest> => openRequestOf(c, dependencies, c.req.param('id') ?? '');

/** A request by its id. @throws PageRefused if there is none */
export async function openRequestOf(
  c: RequestContext,
  { records }: ConsoleDependencies,
  id: string,
): Promise<OpenedRequest> {
  const request = isApplicationId(id) ? await records.revocations.find(id) : undefined;
  if (!request) throw new PageRefused('notFound');
  const { serialNumber, caseId, inputId } = request;
  const [found, entries, first, inputs, staff, ownCaseOf, switches] = await Promise.all([
    serialNumber === null ? [] : records.certificates.bySerial(serialNumber),
    records.books.ofCase(id),
    inputId === id ? undefined : records.books.ofCase(inputId),
    records.revocations.inputs(id),
    records.staff(),
    caseId === null ? [] : records.ownCaseOf(caseId),
    records.acts.switches(),
  ]);
  const past = pastActsOfRequest(eventsOf(entries), inputs, staff);
  const maySuspend = !switches.some(({ name, isOn }) => name === 'suspension' && !isOn);
  const on = { request, past, staff, ownCaseOf, maySuspend };
  const { officer } = c.get('session');
  const certificate = namedBy(request, found);
  const duties = requestDutiesOf(on, officer);
  const firstEntries = first ?? entries;
  return { request, certificate, entries, firstEntries, inputs, staff, duties };
}

/** The name by which staff know somebody. */
export const nameOf = (staff: readonly StaffMember[], id: string): string =>
  staff.find((each) => each.id === id)?.name ?? id;

/** Who of two has granted already; undefined where nobody has, or no second is awaited. */
export function firstOfTwo({ inputs, staff }: OpenedRequest): string | undefined {
  const first = inputs.findLast(
    ({ kind, result }) => kind === 'revocationGrant' && result?.awaits === 'second',
  );
  return first && nameOf(staff, first.actor);
}
