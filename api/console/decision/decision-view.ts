import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import type { Signing } from '../governance/signed-form.ts';
import type { Draft } from './draft.ts';
import type { Duty } from './duties.ts';

/** Why a page is shown again. */
export type SignProblem = 'old' | 'invalid';

/** A decision before it is signed. */
export interface DecisionView {
  readonly kind: DecisionKind;
  readonly file: CaseFile;
  readonly duty: Duty;
  /** Undefined once the key of the chain is destroyed. */
  readonly name: string | undefined;
  /** What was chosen so far. */
  readonly fields: URLSearchParams;
  /** Undefined as long as something is still to be chosen, or the reader may not. */
  readonly draft: Draft | undefined;
  readonly inputId: string;
  readonly at: Date;
  readonly document: string;
  /** How the reader can sign it; undefined where no passkeys are set up, or nothing is to be signed. */
  readonly signing: Signing | undefined;
  readonly problem: SignProblem | undefined;
}
