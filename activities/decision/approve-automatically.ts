import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import type { EvidenceInput } from '../../adapters/evidence-store/evidence-store.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { CaseRow } from '../../db/decision/case-rows.ts';
import { responsiblePerson } from '../../db/decision/responsible-person.ts';
import type { Queryable } from '../../db/office-database.ts';
import { decisions, orders as orderTable } from '../../db/schema/decision.ts';
import { switches } from '../../db/schema/governance.ts';
import { eq } from 'drizzle-orm';
import { uuidV7 } from '../../db/uuid.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import type { CaseEvidence } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { moveCase, type Recording } from './recording.ts';

/** An automatic approval, ready to be written. */
export interface PreparedApproval {
  readonly responsible: { readonly id: string; readonly nameCommitment: string };
  readonly instruction: EvidenceInput<'issuingInstruction'>;
  /** Only once every order's key is there; a code comes first otherwise. */
  readonly isKeyThere: boolean;
}

/** Who answers for it and what the room will read. Nothing is written yet. */
async function prepare(
  { db }: OfficeDependencies,
  { row, dossier, now }: Recording,
  evidence: CaseEvidence,
): Promise<PreparedApproval | undefined> {
  const responsible = await responsiblePerson(db, now);
  // The facts said someone is on duty; if they left since, the case is evaluated again.
  if (!responsible) return undefined;
  const { hashes } = evidence;
  const instruction: IssuingInstruction = {
    v: 1,
    application: row.id,
    chain: row.chainId,
    service: row.service,
    portal: row.portalId,
    version: row.edition,
    receivedAt: row.receivedAt.toISOString(),
    jlisReceivedAt: (evidence.jlisReceivedAt ?? now).toISOString(),
    orders: dossier.orders.map((order, i) => ({
      id: order.order,
      order: i + 1,
      certificateType: order.certificateType,
      validityMonths: order.validityMonths,
      spkiSha256: order.spkiSha256 ?? '',
    })),
    dossier: { ...dossier.dossier, evidence: dossier.dossier.evidence.toSorted(), v: 1 },
    decider: 'ruleSet',
    responsible,
    ruleSet: row.ruleSetId,
    evidence: {
      signedText: hashes.signedText,
      signatureContainer: hashes.signatureContainer,
      proofOfPossession: hashes.proofOfPossession,
      jlisRequest: hashes.jlisRequest ?? '',
      jlisAnswer: hashes.jlisAnswer ?? '',
      facts: dossier.factsSha256,
    },
  };
  return {
    responsible,
    isKeyThere: row.keyDelivery === 'simultaneous',
    instruction: {
      kind: 'issuingInstruction',
      ring: 'none',
      octets: canonicalOctets(instruction as unknown as CanonicalValue),
    },
  };
}

interface Approving {
  readonly recording: Recording;
  readonly approval: PreparedApproval;
}

/** Approves by the rule set, makes the orders and instructs, all in the given transaction (row 4). */
async function apply(
  tx: Queryable,
  { build }: OfficeDependencies,
  { recording, approval }: Approving,
): Promise<CaseRow> {
  const { row, dossier, now } = recording;
  const { responsible } = approval;
  const common = {
    at: now.toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    responsible,
    ...runOf(build),
  } as const;
  await writeEntry(tx, {
    ...common,
    event: 'application.approved',
    items: ['1ニ'],
    data: {
      dossierSha256: dossier.dossierSha256,
      decider: 'ruleSet',
      factsSha256: dossier.factsSha256,
      findingsSha256: dossier.findingsSha256,
      ruleSetSha256: dossier.ruleSetSha256,
      overridden: [],
      assertions: [],
      orders: [...dossier.orders],
    },
  });
  await storeDecision(tx, recording, approval);
  const isAutomatic = await isSwitchOn(tx, 'automaticIssuing');
  if (!isAutomatic) {
    return moveCase(tx, recording, {
      state: 'approved',
      stateDeadline: deadlineOf('instruct', now),
      nextAttemptAt: null,
    });
  }
  await writeEntry(tx, {
    ...common,
    event: 'issuing.instructed',
    items: ['1ヘ'],
    data: {
      dossierSha256: dossier.dossierSha256,
      orders: dossier.orders.map((o) => o.order),
      assertions: [],
    },
  });
  return moveCase(tx, recording, {
    state: approval.isKeyThere ? 'issuing' : 'keyDelivery',
    stateDeadline: null,
    nextAttemptAt: null,
    instructionSha256: sha256Hex(Buffer.from(approval.instruction.octets)),
  });
}

async function storeDecision(
  tx: Queryable,
  { row, dossier, now }: Recording,
  { responsible }: PreparedApproval,
): Promise<void> {
  const decisionId = uuidV7();
  await tx.insert(decisions).values({
    id: decisionId,
    caseId: row.id,
    edition: row.edition,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: dossier.dossierSha256,
    responsibleId: responsible.id,
    at: now,
  });
  await tx.insert(orderTable).values(
    dossier.orders.map((order, i) => ({
      id: order.order,
      caseId: row.id,
      decisionId,
      number: i + 1,
      certificateType: order.certificateType,
      validityMonths: order.validityMonths,
      spkiSha256: order.spkiSha256 ?? null,
      instructedAt: now,
    })),
  );
}

async function isSwitchOn(tx: Queryable, name: string): Promise<boolean> {
  const [row] = await tx
    .select({ isOn: switches.isOn })
    .from(switches)
    .where(eq(switches.name, name));
  return row?.isOn ?? true;
}

/** 諾否 by the rule set, in two parts: what needs reading, then the one transaction. */
export const approveAutomatically = { prepare, apply };
