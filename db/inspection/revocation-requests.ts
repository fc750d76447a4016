import type { OfficeDatabase } from '../office-database.ts';
import { COUNTED_MAX } from './queue-statements.ts';
import type { CaseCursor } from './queue.ts';

/** What a list of requests holds: those that await a decision, a second person, the room, or that are closed. */
export const REQUEST_VIEWS = ['undecided', 'confirm', 'underWay', 'closed'] as const;

/** One of {@link REQUEST_VIEWS}. */
export type RequestView = (typeof REQUEST_VIEWS)[number];

/** A request for revocation as the console reads it; the holder's name is sealed. */
export interface ListedRequest {
  readonly id: string;
  /** Request of the container or call that brought it: under it the evidence lies. */
  readonly inputId: string;
  readonly state: string;
  readonly channel: string;
  readonly identityMethod: string;
  readonly reasonAsked: string;
  readonly invalidityDate: string | null;
  readonly caseId: string | null;
  readonly orderId: string | null;
  readonly chainId: string;
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
  readonly certificateSha256: string | null;
  readonly requestedAt: Date;
  readonly decideBy: Date;
  readonly closedAt: Date | null;
  readonly portalName: string | null;
  /** Of the newest examination. */
  readonly outcome: string | null;
  readonly next: string | null;
  readonly notHolding: readonly string[] | null;
  readonly findingsSha256: string | null;
  readonly ruleSetId: string | null;
  readonly reasonCode: string | null;
  readonly refusalReason: string | null;
  readonly isEmergency: boolean | null;
  readonly confirmBy: Date | null;
  readonly confirmedAt: Date | null;
  readonly isConfirmed: boolean | null;
  readonly suspendedUntil: Date | null;
  readonly decidedAt: Date | null;
  readonly recordBy: Date | null;
  readonly recordedAt: Date | null;
  readonly revocationDate: Date | null;
  readonly publishBy: Date | null;
  readonly publishedAt: Date | null;
  readonly roomRefusal: string | null;
  /** Null where the certificate is none of ours. */
  readonly holder: { readonly chainId: string; readonly nameSealed: Buffer } | null;
  /** By what the list is ordered. */
  readonly orderedBy: Date;
}

/** A page of a list. */
export interface RequestPage {
  readonly view: RequestView;
  /** Only requests that came this way. */
  readonly channel?: string | undefined;
  readonly limit: number;
  readonly after?: CaseCursor | undefined;
}

/** Which requests each view has, by what they are ordered. */
const VIEWS: Readonly<Record<RequestView, { readonly where: string; readonly by: string }>> = {
  undecided: { where: `r.state in ('received', 'examining', 'suspended')`, by: 'r.decide_by' },
  confirm: { where: 'r.is_emergency and r.confirmed_at is null', by: 'r.confirm_by' },
  underWay: {
    where: `r.state in ('granted', 'recorded') and r.closed_at is null`,
    by: 'r.requested_at',
  },
  closed: { where: 'r.closed_at is not null', by: 'r.closed_at' },
};

const columns = (orderedBy: string): string => `
select r.id, r.input_id as "inputId", r.state, r.channel, r.identity_method as "identityMethod",
  r.reason_asked as "reasonAsked", r.invalidity_date as "invalidityDate", r.case_id as "caseId",
  r.order_id as "orderId", r.chain_id as "chainId", r.issuer_key_id as "issuerKeyId",
  r.serial_number as "serialNumber", r.certificate_sha256 as "certificateSha256",
  r.requested_at as "requestedAt", r.decide_by as "decideBy", r.closed_at as "closedAt",
  p.name as "portalName", r.outcome, r.next, r.not_holding as "notHolding",
  r.findings_sha256 as "findingsSha256", r.rule_set_id as "ruleSetId",
  r.reason_code as "reasonCode", r.refusal_reason as "refusalReason",
  r.is_emergency as "isEmergency", r.confirm_by as "confirmBy",
  r.confirmed_at as "confirmedAt", r.is_confirmed as "isConfirmed",
  r.suspended_until as "suspendedUntil", r.decided_at as "decidedAt", r.record_by as "recordBy",
  r.recorded_at as "recordedAt", r.revocation_date as "revocationDate",
  r.publish_by as "publishBy", r.published_at as "publishedAt", r.room_refusal as "roomRefusal",
  a.chain_id as "holderChain", a.name_sealed as "holderName", ${orderedBy} as "orderedBy"
from revocation_requests r
left join certificate_applications a on a.id = r.case_id
left join portals p on p.id = r.portal_id`;

type Row = Omit<ListedRequest, 'holder'> & {
  readonly holderChain: string | null;
  readonly holderName: Buffer | null;
};

function listed({ holderChain, holderName, ...row }: Row): ListedRequest {
  const holder =
    holderChain !== null && holderName !== null
      ? { chainId: holderChain, nameSealed: holderName }
      : null;
  return { ...row, holder };
}

/** Values: instant and id of the request before, and the channel or an empty text. */
function pageText({ view, limit }: RequestPage): string {
  const { where, by } = VIEWS[view];
  const [is, order] = view === 'closed' ? ['<', 'desc'] : ['>', 'asc'];
  return `${columns(by)}
where ${where} and (${by}, r.id) ${is} ($1::timestamptz, $2::uuid) and ($3 = '' or r.channel = $3)
order by ${by} ${order}, r.id ${order} limit ${limit}`;
}

const START: CaseCursor = {
  at: new Date('1970-01-01T00:00:00Z'),
  id: '00000000-0000-0000-0000-000000000000',
};
const END: CaseCursor = {
  at: new Date('9999-01-01T00:00:00Z'),
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

const COUNTS = REQUEST_VIEWS.map(
  (view) => `select '${view}' as view, count(*)::int as count from (
  select 1 from revocation_requests r where ${VIEWS[view].where} limit ${COUNTED_MAX}) one`,
).join('\nunion all\n');

/** Reading requests for revocation: the list, one of them, those of a certificate. */
export function prepareRevocationRequests({ $client }: OfficeDatabase) {
  const rowsOf = async (
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<ListedRequest[]> => {
    const { rows } = await $client.query<Row>({ name, text, values: [...values] });
    return rows.map(listed);
  };
  return {
    /** A page of a view: by deadline, closed ones the last first. */
    list: (page: RequestPage): Promise<ListedRequest[]> => {
      const { view, limit, channel = '' } = page;
      const after = page.after ?? (view === 'closed' ? END : START);
      const name = `console_revocations_${view}_${limit}`;
      return rowsOf(name, pageText(page), [after.at, after.id, channel]);
    },

    /** How many each view has, up to `COUNTED_MAX`. */
    async counts(): Promise<Readonly<Record<RequestView, number>>> {
      const { rows } = await $client.query<{ view: RequestView; count: number }>({
        name: 'console_revocations_counts',
        text: COUNTS,
      });
      const of = (view: RequestView) => rows.find((row) => row.view === view)?.count ?? 0;
      return Object.fromEntries(REQUEST_VIEWS.map((view) => [view, of(view)])) as Record<
        RequestView,
        number
      >;
    },

    /** Undefined if there is none. */
    async find(id: string): Promise<ListedRequest | undefined> {
      const text = `${columns('r.requested_at')} where r.id = $1::uuid`;
      return (await rowsOf('console_revocation', text, [id]))[0];
    },

    /** Requests that name a certificate, newest first. */
    ofSerial: (serialNumber: string): Promise<ListedRequest[]> =>
      rowsOf(
        'console_revocations_of_serial',
        `${columns('r.requested_at')} where r.serial_number = $1
         order by r.requested_at desc, r.id desc limit ${COUNTED_MAX}`,
        [serialNumber],
      ),
  };
}

/** Requests for revocation as the console asks for them. */
export type RevocationRequestReader = ReturnType<typeof prepareRevocationRequests>;
