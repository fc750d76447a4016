import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import { factsOctets, findingsOctets } from '../../books/hashed-objects.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { Queryable } from '../../db/office-database.ts';
import { responsibleOnDuty, type OnDuty } from '../../db/revocation/certificate-register.ts';
import {
  changeRequest,
  findRequest,
  lockRequest,
  type RevocationRequest,
} from '../../db/revocation/request-file.ts';
import { decide, type Verdict } from '../../domain/decision/decide.ts';
import { findingKey } from '../../domain/decision/overrides.ts';
import { revocationRuleSets } from '../../domain/revocation/rule-sets.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { ruleSetSha256 } from '../decision/rule-set-hash.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { grantedEntry } from './granted.ts';
import { collectRequestFacts, subjectOf, type RequestSubject } from './request-facts.ts';

const EXAMINABLE = ['received', 'examining', 'suspended'];

/** An examination with the octets that its entry names. */
export interface Examination {
  readonly subject: RequestSubject;
  readonly verdict: Verdict;
  readonly ruleSetId: string;
  readonly ruleSetSha256: string;
  readonly factsSha256: string;
  readonly findingsSha256: string;
  readonly evidence: readonly EvidenceReference<'facts' | 'findings'>[];
}

/** Takes the facts of a request and decides; keeps facts and findings. */
export async function examine(
  deps: OfficeDependencies,
  row: RevocationRequest,
): Promise<Examination> {
  const subject = await subjectOf(deps, row);
  const ruleSet = revocationRuleSets.at(-1);
  if (!ruleSet) throw new Error('this build has no rule set for requests for revocation');
  const facts = await collectRequestFacts(deps, subject);
  const verdict = decide(facts, ruleSet);
  const { findings, outcome } = verdict;
  const ruleSetHash = ruleSetSha256(ruleSet);
  const octets = {
    facts: factsOctets(facts as Parameters<typeof factsOctets>[0]),
    findings: findingsOctets({ findings, outcome, ruleSet: ruleSetHash }),
  };
  const evidence = await deps.evidence.put<'facts' | 'findings'>(
    { caseId: row.id, chainId: row.chainId },
    [
      { kind: 'facts', ring: 'none', octets: octets.facts },
      { kind: 'findings', ring: 'none', octets: octets.findings },
    ],
  );
  return {
    subject,
    verdict,
    ruleSetId: ruleSet.id,
    ruleSetSha256: ruleSetHash,
    factsSha256: sha256Hex(octets.facts),
    findingsSha256: sha256Hex(octets.findings),
    evidence,
  };
}

/**
 * Examines a request by the rule set (state table of revocation, rows 2 and 3): what holds the machine grants, with whoever is
 * responsible; everything else goes to a person. One that is with a person already is only examined anew.
 *
 * A crash before the commit leaves facts and findings that nothing names; after it, the repeat finds the same findings and writes
 * nothing.
 */
export async function examineRequest(deps: OfficeDependencies, requestId: string): Promise<void> {
  const before = await findRequest(deps.db, requestId);
  if (!before || !EXAMINABLE.includes(before.state)) return;
  const examination = await examine(deps, before);
  await deps.db.transaction(async (tx) => {
    const row = await lockRequest(tx, requestId);
    // Whoever was first has examined or decided it; what they left is looked at next.
    if (row?.state !== before.state || row.findingsSha256 !== before.findingsSha256) return;
    const isSame =
      row.factsSha256 === examination.factsSha256 &&
      row.findingsSha256 === examination.findingsSha256;
    if (isSame) return;
    await writeExamination(deps, tx, { row, examination });
  });
  step('request.3-examined');
}

interface Writing {
  readonly row: RevocationRequest;
  readonly examination: Examination;
}

async function writeExamination(
  deps: OfficeDependencies,
  tx: Queryable,
  { row, examination }: Writing,
): Promise<void> {
  const { verdict, subject, factsSha256, findingsSha256, evidence } = examination;
  const { outcome, next, notHolding } = verdict;
  const now = deps.now();
  await writeEntry(tx, {
    event: 'revocation.examined',
    items: ['2イ'],
    at: now.toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    evidence: [...evidence],
    data: {
      request: row.id,
      factsSha256,
      findingsSha256,
      outcome,
      ruleSetSha256: examination.ruleSetSha256,
    },
    ...runOf(deps.build),
  });
  const { known } = subject;
  await changeRequest(tx, row.id, {
    outcome,
    next,
    notHolding: notHolding.map(findingKey),
    factsSha256,
    findingsSha256,
    ruleSetId: examination.ruleSetId,
    examinedAt: now,
    ...(row.state === 'received' ? { state: 'examining' } : {}),
    // A request that named its certificate by half, or only its order, names it whole from now on.
    ...(known && {
      caseId: known.caseId,
      orderId: known.orderId,
      issuerKeyId: known.issuerKeyId,
      serialNumber: known.serialNumber,
      certificateSha256: row.certificateSha256 ?? known.certificateSha256,
    }),
  });
  const responsible = await responsibleOnDuty(deps.db, now);
  // The machine grants what holds on receipt; what a person has is theirs to decide, however it looks since.
  const isGranted = outcome === 'holds' && row.state === 'received' && responsible !== undefined;
  if (isGranted) await grantByMachine(deps, tx, { row, examination, responsible, now });
}

async function grantByMachine(
  deps: OfficeDependencies,
  tx: Queryable,
  { row, examination, responsible, now }: Writing & { responsible: OnDuty; now: Date },
): Promise<void> {
  const { known } = examination.subject;
  if (!known) throw new Error('a request holds without a certificate');
  await writeEntry(tx, {
    ...grantedEntry(row, known, {
      at: now,
      actor: OFFICE_WORKER,
      decider: 'ruleSet',
      reasonCode: row.reasonAsked,
      invalidityDate: row.invalidityDate,
      isEmergency: false,
      assertions: [],
    }),
    responsible,
    ...runOf(deps.build),
  });
  await changeRequest(tx, row.id, {
    state: 'granted',
    decider: 'ruleSet',
    decidedBy: responsible.id,
    decidedAt: now,
    reasonCode: row.reasonAsked,
    isEmergency: false,
    recordBy: deadlineOf('revocationRecord', now),
  });
}
