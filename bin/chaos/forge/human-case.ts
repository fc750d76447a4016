import type { RelyingParty } from '../../../adapters/webauthn/assertion.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { dossierOctets } from '../../../books/hashed-objects.ts';
import { decideForPersons } from '../../../domain/decision/dossier.ts';
import { overriddenBy } from '../../../domain/decision/overrides.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import type { IssuingInstruction } from '../../../domain/issuance/issuing-instruction.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { fileCase, type CaseDesk, type DraftedCase, type Filing } from './drafted-case.ts';
import { signedOctets, type About, type Saying } from './officers.ts';

/** Who decides a case, and what else is told about it. */
export interface HumanFiling extends Omit<Filing, 'instructionOctets'> {
  readonly approvals: readonly Saying[];
  readonly instructedBy?: Saying | undefined;
  /** The machine approved, and the issuing operator alone is a person. */
  readonly isByMachine?: boolean;
  readonly console: RelyingParty;
  /** Assertions are named, and never kept. */
  readonly areAssertionsLost?: boolean;
}

/** Reasons for all that persons decide against in a case, as a true approval gives them. */
export function reasonsFor({ facts }: Pick<DraftedCase, 'facts'>): string[] {
  const ruleSet = findRuleSet('2026-12');
  if (!ruleSet) throw new Error('no rule set');
  return overriddenBy(decideForPersons(facts, ruleSet))
    .map((finding) => `${finding}=documentSeen`)
    .toSorted();
}

/** Keeps a case as the office leaves it for the room after persons decided it; see {@link fileCase}. */
export async function fileHumanCase(
  desk: CaseDesk,
  drafted: DraftedCase,
  filing: HumanFiling,
): Promise<OrderRequest> {
  const { console, approvals, instructedBy } = filing;
  const kept: Buffer[] = [];
  const decided = (machine: IssuingInstruction): object => {
    const told = (filing.instruction?.(machine) ?? machine) as IssuingInstruction;
    const { responsible, ...instruction } = told;
    const about = {
      contentSha256: sha256Hex(dossierOctets(instruction.dossier)),
      subject: instruction.application,
    };
    const sign = (saying: Saying, what: Pick<About, 'act' | 'reasons'>): string => {
      const octets = signedOctets(saying, { ...about, ...what }, console);
      kept.push(octets);
      return sha256Hex(octets);
    };
    const reasons = reasonsFor(drafted);
    const approved = approvals.map((saying) => sign(saying, { act: 'approve', reasons }));
    const instructed = instructedBy && sign(instructedBy, { act: 'instruct', reasons: [] });
    const byMachine = filing.isByMachine === true && { decider: 'ruleSet', responsible };
    return {
      ...instruction,
      decider: 'officer',
      ...byMachine,
      approvals: approved.toSorted(),
      ...(instructed && { instructedBy: instructed }),
    };
  };
  const request = await fileCase(desk, drafted, { ...filing, instruction: decided });
  if (filing.areAssertionsLost !== true && kept.length > 0) {
    await desk.office.put(
      { caseId: request.applicationId, chainId: request.chainId },
      kept.map((octets) => ({ kind: 'webauthnAssertion', ring: 'chain', octets })),
    );
  }
  return request;
}
