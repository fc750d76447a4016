import { sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceInput } from '../../adapters/evidence-store/packs.ts';
import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import type { ListedEvidence } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { decisionRows } from './decision-rows.ts';
import { instructionOf } from './instruction-of.ts';
import type { Recording } from './recording.ts';

/** An automatic approval, ready to be written. */
export interface PreparedApproval {
  readonly responsible: { readonly id: string; readonly nameCommitment: string };
  readonly instruction: EvidenceInput<'issuingInstruction'>;
  /** Only once every order's key is there; a code comes first otherwise. */
  readonly isKeyThere: boolean;
}

/** Who answers for it and what the room will read. Nothing is written yet. */
function prepare(
  { file, row, dossier, now }: Recording,
  evidence: ListedEvidence,
): PreparedApproval | undefined {
  const { responsible } = file;
  // The facts said someone is on duty; if they left since, a person decides.
  if (!responsible) return undefined;
  const decided = { decider: 'ruleSet', approvals: [], responsible } as const;
  return {
    responsible,
    isKeyThere: row.keyDelivery === 'simultaneous',
    instruction: instructionOf({ file, dossier, evidence, now, decided }),
  };
}

/** Approves by the rule set, makes the orders and instructs (row 4). */
async function apply(
  { db, build }: OfficeDependencies,
  recording: Recording,
  approval: PreparedApproval,
): Promise<CaseAct> {
  const { dossier, now } = recording;
  const common = {
    at: now.toISOString(),
    actor: OFFICE_WORKER,
    responsible: approval.responsible,
    ...runOf(build),
  } as const;
  const approved: ActEntry = {
    entry: {
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
    },
  };
  const isInstructed = await isSwitchOn(db, 'automaticIssuing');
  const stored = decisionRows({
    row: recording.row,
    dossier,
    now,
    decider: 'ruleSet',
    responsibleId: approval.responsible.id,
    ...(isInstructed ? { instructedAt: now } : {}),
  });
  if (!isInstructed) {
    const stateDeadline = deadlineOf('instruct', now);
    const change = { state: 'approved', stateDeadline, nextAttemptAt: null };
    return { ...stored, change, entries: [approved] };
  }
  const orders = dossier.orders.map((o) => o.order);
  const instructed: ActEntry = {
    entry: {
      ...common,
      event: 'issuing.instructed',
      items: ['1ヘ'],
      data: { dossierSha256: dossier.dossierSha256, orders, assertions: [] },
    },
  };
  return {
    ...stored,
    change: {
      state: approval.isKeyThere ? 'issuing' : 'keyDelivery',
      stateDeadline: null,
      nextAttemptAt: null,
      instructionSha256: sha256Hex(Buffer.from(approval.instruction.octets)),
    },
    entries: [approved, instructed],
  };
}

async function isSwitchOn({ $client }: OfficeDatabase, name: string): Promise<boolean> {
  const { rows } = await $client.query<{ isOn: boolean }>({
    name: 'switch',
    text: 'select is_on as "isOn" from switches where name = $1',
    values: [name],
  });
  return rows[0]?.isOn ?? true;
}

/** 諾否 by the rule set, in two parts: what the room will read, then what is written. */
export const approveAutomatically = { prepare, apply };
