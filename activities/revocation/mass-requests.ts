import { pgTable } from 'drizzle-orm/pg-core';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { RegisteredCertificate } from '../../db/revocation/certificate-register.ts';
import type { MassLine, MassRevocation } from '../../db/revocation/mass-revocation.ts';
import { grantersOf, type Granters } from '../../db/revocation/mass-subjects.ts';
import { changeRequests } from '../../db/revocation/request-file.ts';
import { requestedColumns } from '../../db/schema/revocation.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { derivedId } from '../issuance/derived-id.ts';
import { runOf } from '../run-of.ts';
import { grantedEntry } from './granted.ts';

const requested = pgTable('revocation_requests', requestedColumns());

/** What the entry and the row say of how somebody was looked at: a ground of the CPS that two people found. */
const GROUND = 'otherGround';

/** A line whose certificate is ours and can be revoked. */
export interface RevocableLine {
  readonly line: MassLine;
  readonly known: RegisteredCertificate;
}

/** A request that was made for a line. */
export interface MadeRequest {
  readonly line: number;
  readonly requestId: string;
}

/**
 * Makes the requests for lines of a list (規則6条10号, channel `exOfficio`), granted by the two people of the act: rows, and
 * entries of each that it was asked for and granted, in the transaction of whoever calls. Their ids follow from act and line.
 */
export async function makeMassRequests(
  deps: Pick<OfficeDependencies, 'build'>,
  tx: Queryable,
  {
    mass,
    lines,
    now,
  }: {
    readonly mass: MassRevocation;
    readonly lines: readonly RevocableLine[];
    readonly now: Date;
  },
): Promise<MadeRequest[]> {
  if (lines.length === 0) return [];
  const rows = lines.map((each) => rowOf(mass, each, now));
  await tx.insert(requested).values(rows);
  const granters = await grantersOf(tx, mass.id);
  await changeRequests(
    tx,
    rows.map(({ id }) => id),
    {
      state: 'granted',
      decider: 'officer',
      decidedBy: granters.actor.id,
      decidedAt: now,
      reasonCode: mass.reasonCode,
      isEmergency: false,
      recordBy: deadlineOf('revocationRecord', now),
    },
  );
  for (const [i, { known }] of lines.entries()) {
    const row = rows[i];
    if (row) await writeEntries(deps, tx, { row, known, granters, now });
  }
  return rows.map(({ id, number }) => ({ line: number, requestId: id }));
}

const rowOf = (
  mass: MassRevocation,
  { line, known }: RevocableLine,
  now: Date,
): typeof requested.$inferInsert => ({
  id: derivedId(mass.id, line.line),
  inputId: mass.id,
  number: line.line,
  caseId: known.caseId,
  orderId: known.orderId,
  chainId: known.chainId,
  portalId: null,
  channel: 'exOfficio',
  identityMethod: GROUND,
  issuerKeyId: line.issuerKeyId,
  serialNumber: line.serialNumber,
  certificateSha256: line.certificateSha256,
  reasonAsked: mass.reasonCode,
  requestedAt: now,
  decideBy: deadlineOf('revocationRequestRecord', now),
});

interface Writing {
  readonly row: typeof requested.$inferInsert;
  readonly known: RegisteredCertificate;
  readonly granters: Granters;
  readonly now: Date;
}

async function writeEntries(
  { build }: Pick<OfficeDependencies, 'build'>,
  tx: Queryable,
  { row, known, granters, now }: Writing,
): Promise<void> {
  const { id, issuerKeyId, serialNumber, certificateSha256, reasonAsked } = row;
  await writeEntry(tx, {
    event: 'revocation.requested',
    items: ['2イ'],
    at: now.toISOString(),
    case: id,
    actor: OFFICE_WORKER,
    data: {
      request: id,
      channel: 'exOfficio',
      issuerKeyId: issuerKeyId ?? '',
      serialNumber: serialNumber ?? '',
      certificateSha256: certificateSha256 ?? '',
      reasonAsked,
      identityMethod: GROUND,
    },
    ...runOf(build),
  });
  await writeEntry(
    tx,
    grantedEntry({ id }, known, {
      at: now,
      actor: granters.actor,
      decider: 'officer',
      reasonCode: reasonAsked,
      invalidityDate: null,
      isEmergency: false,
      assertions: granters.assertions,
    }),
  );
}
