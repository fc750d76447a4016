import { sql } from 'drizzle-orm';
import { writeEntry } from '../../db/books/write-entry.ts';
import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { RevocationRequest } from '../../db/revocation/request-file.ts';
import { eventsOfRequest, portalOfCase } from '../../db/revocation/told-rows.ts';
import { templateOf } from '../../domain/dispatch/templates/all-templates.ts';
import { nameOf } from '../../domain/dispatch/templates/template.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { derivedId } from '../issuance/derived-id.ts';
import { runOf } from '../run-of.ts';

/** What subscribers are told of a request by mail. */
export type RevocationNotice =
  | 'revocationSuspended'
  | 'revocationRecorded'
  | 'revocationPublished'
  | 'revocationRefused'
  | 'revocationReasonUpgraded';

interface Notice {
  readonly notice: RevocationNotice;
  readonly letterSha256?: string;
  readonly now: Date;
}

/** A third party or we ourselves asked: the subscriber did not, and has nothing to be refused. */
const isToldOfRefusal = ({ channel }: RevocationRequest): boolean =>
  channel !== 'thirdParty' && channel !== 'exOfficio';

/** The mail itself; its id follows from the request and what is told, so that it is prepared once. */
export function revocationNotice(
  { id, chainId }: Pick<RevocationRequest, 'id' | 'chainId'>,
  caseId: string,
  { notice, letterSha256, now, portalId }: Notice & { readonly portalId: string },
) {
  return prepareDispatch({
    id: derivedId(id, notice),
    caseId,
    portalId,
    kind: 'notice',
    channel: 'mail',
    noticeKind: notice,
    template: nameOf(templateOf(notice)),
    // The letter lies with the request, not with the application.
    values: letterSha256 ? { letter: letterSha256, lettersOf: id, lettersChain: chainId } : {},
    preparedAt: now,
    dueAt: now,
  });
}

/**
 * Prepares a mail to the subscriber in the transaction of what it tells of, once.
 *
 * @returns its id; undefined where nobody is known to write to.
 */
export async function prepareNotice(
  tx: Queryable,
  row: RevocationRequest,
  { notice, letterSha256, now }: Notice,
): Promise<string | undefined> {
  if (row.caseId === null || (notice === 'revocationRefused' && !isToldOfRefusal(row))) {
    return undefined;
  }
  const dispatch = revocationNotice(row, row.caseId, {
    portalId: await portalOfCase(tx, row.caseId),
    notice,
    ...(letterSha256 === undefined ? {} : { letterSha256 }),
    now,
  });
  await tx.execute(sql`insert into dispatches
    select * from jsonb_populate_recordset(null::dispatches, ${JSON.stringify([dispatch])}::jsonb)
    on conflict do nothing`);
  return String(dispatch['id']);
}

/**
 * Whether the book says that it was told. After a recovery, requests that custodians decided are made anew from what the room
 * says, and nobody is to hear of them twice.
 */
async function isToldOf(tx: Queryable, requestId: string, stage: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`select 1 from book_entries
    where case_id = ${requestId} and event = 'revocation.told'
      and convert_from(octets, 'UTF8')::jsonb -> 'data' ->> 'stage' = ${stage} limit 1`);
  return rows.length > 0;
}

/** What became of a request, of which is told. */
export interface ToldStage {
  readonly row: RevocationRequest;
  readonly stage: 'recorded' | 'published';
  readonly now: Date;
}

/**
 * Tells of a stage on two channels, mail and the portal's events, with `revocation.told` for each (規則6条12号). The change of state
 * that comes before it in the transaction makes the events.
 */
export async function tellStage(
  { build }: Pick<OfficeDependencies, 'build'>,
  tx: Queryable,
  { row, stage, now }: ToldStage,
): Promise<void> {
  if (row.decider === 'custodian' && (await isToldOf(tx, row.id, stage))) return;
  const notice = stage === 'recorded' ? 'revocationRecorded' : 'revocationPublished';
  const mail = await prepareNotice(tx, row, { notice, now });
  const events = await eventsOfRequest(tx, {
    requestId: row.id,
    caseId: row.caseId,
    kind: `revocation.${stage}`,
  });
  const told = [
    ...(mail === undefined ? [] : [{ dispatch: mail, channel: 'mail' }]),
    ...events.map((dispatch) => ({ dispatch, channel: 'portalEvent' })),
  ];
  for (const { dispatch, channel } of told) {
    await writeEntry(tx, {
      event: 'revocation.told',
      items: ['2イ'],
      at: now.toISOString(),
      case: row.id,
      actor: OFFICE_WORKER,
      data: { request: row.id, stage, dispatch, channel },
      ...runOf(build),
    });
  }
}
