import type { CaseFile } from '../../db/decision/case-file.ts';
import type { NewestEvaluation, Officer, StoredInput } from '../../db/decision/staff-input.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import type { Evaluation } from '../contract.ts';
import type { Verdict } from '../../domain/decision/decide.ts';
import {
  decisionTable,
  isDecisionKind,
  isOnDossier,
  type DecisionContent,
  type StoppingContent,
  type StaffContent,
  type StoppingKind,
} from '../../domain/decision/staff-decision.ts';
import type { CaseEvent } from '../../domain/governance/past-acts.ts';

/** A decision on its way to its case. */
export interface GivenInput {
  readonly inputId: string;
  readonly input: StoredInput;
  readonly file: CaseFile;
  readonly now: Date;
}

/** A decision that may be, with everything it is judged by. */
export interface GivenDecision extends GivenInput {
  readonly content: DecisionContent;
  readonly officer: Officer;
  /** What the book says was done on the case. */
  readonly events: readonly CaseEvent[];
  readonly evaluation: NewestEvaluation & Pick<Evaluation, 'facts' | 'findings'>;
  readonly verdict: Verdict;
  /** The assertion as evidence; undefined for what needs none. */
  readonly assertion: EvidenceReference<'webauthnAssertion'> | undefined;
}

const HASH = /^[0-9a-f]{64}$/;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isHash = (value: unknown): boolean => typeof value === 'string' && HASH.test(value);

/** What every decision says, if a row says it of its own kind and actor. */
function saidBy({
  kind,
  actor,
  content,
}: StoredInput): Readonly<Record<string, unknown>> | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const fields = content as Readonly<Record<string, unknown>>;
  const { reasons } = fields;
  const isOwn = fields['v'] === 1 && fields['kind'] === kind && fields['officer'] === actor;
  const isSaid = [fields['role'], fields['terminal']].every(isText);
  return isOwn && isSaid && Array.isArray(reasons) && reasons.every(isText) ? fields : undefined;
}

/** What a decision says; undefined for a row that does not say one of its kind and actor. */
export function readContent(input: StoredInput): DecisionContent | undefined {
  const { kind } = input;
  const fields = saidBy(input);
  if (!fields || !isDecisionKind(kind) || !isOnDossier(kind)) return undefined;
  if (!isHash(fields['dossierSha256'])) return undefined;
  const isSigned = decisionTable[kind].stated === undefined || isHash(fields['assertionSha256']);
  return isSigned ? (input.content as DecisionContent) : undefined;
}

/** What a withdrawal or a notice says; undefined for a row that does not say one of this kind and its actor. */
export const readStopping = (
  input: StoredInput,
  kind: StoppingKind,
): StoppingContent | undefined =>
  input.kind === kind && saidBy(input) ? (input.content as StoppingContent) : undefined;

/** The officer of a decision as entries name them (規則12条1項1号ニ). */
export const actorOf = ({
  officer,
  content,
}: {
  readonly officer: Officer;
  readonly content: Pick<StaffContent, 'role' | 'terminal'>;
}) =>
  ({
    kind: 'officer',
    id: officer.id,
    role: content.role,
    terminal: content.terminal,
    nameCommitment: officer.nameCommitment,
  }) as const;
