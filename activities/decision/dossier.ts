import { sha256Hex } from '../../books/canonical-json.ts';
import {
  dossierOctets,
  factsOctets,
  findingsOctets,
  type Dossier,
  type Order,
} from '../../books/hashed-objects.ts';
import type { CaseRow } from '../../db/decision/case-file.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import type { RuleSet } from '../../domain/decision/rule-set.ts';
import type { Evaluation } from '../contract.ts';
import type { ListedEvidence } from '../identity/case-evidence.ts';
import { orderIdOf } from './order-id.ts';
import { ruleSetSha256 } from './rule-set-hash.ts';

/** Everything of one evaluation that is hashed, with the octets to keep. */
export interface EvaluatedDossier {
  readonly ruleSet: RuleSet;
  readonly ruleSetSha256: string;
  readonly facts: Buffer;
  readonly factsSha256: string;
  readonly findings: Buffer;
  readonly findingsSha256: string;
  readonly orders: readonly Order[];
  readonly dossier: Dossier;
  readonly dossierSha256: string;
}

/** The rule set of a case. @throws Error if this build does not have it: a bug, or the wrong build. */
export function requireRuleSet(id: string): RuleSet {
  const ruleSet = findRuleSet(id);
  if (!ruleSet) throw new Error(`rule set ${id} is not in this build`);
  return ruleSet;
}

/** Facts, findings and evidence of one evaluation as the dossier an approval is bound to. */
export function dossierOf(
  row: CaseRow,
  evidence: ListedEvidence,
  { facts, findings, outcome, generation }: Evaluation & { readonly generation: number },
): EvaluatedDossier {
  const ruleSet = requireRuleSet(row.ruleSetId);
  const ruleSetHash = ruleSetSha256(ruleSet);
  const keptFacts = factsOctets(facts);
  const keptFindings = findingsOctets({ findings, outcome, ruleSet: ruleSetHash });
  const { text } = evidence;
  const keys = text.keys.delivery === 'simultaneous' ? text.keys.spkiSha256 : [];
  const orders = text.orders.map(({ certificateType, validityMonths }, i) => ({
    certificateType,
    validityMonths,
    order: orderIdOf({ caseId: row.id, edition: row.edition, number: i + 1, generation }),
    ...(keys[i] ? { spkiSha256: keys[i] } : {}),
  }));
  const dossier: Dossier = {
    case: row.id,
    version: row.edition,
    evidence: evidence.all,
    factsSha256: sha256Hex(keptFacts),
    findingsSha256: sha256Hex(keptFindings),
    orders,
    ruleSetSha256: ruleSetHash,
    signedContentSha256: evidence.hashes.signedContent,
    textSha256: evidence.hashes.signedText,
  };
  return {
    ruleSet,
    ruleSetSha256: ruleSetHash,
    facts: keptFacts,
    factsSha256: dossier.factsSha256,
    findings: keptFindings,
    findingsSha256: dossier.findingsSha256,
    orders,
    dossier,
    dossierSha256: sha256Hex(dossierOctets(dossier)),
  };
}
