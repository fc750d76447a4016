import type { CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { StoredInput } from '../../db/decision/staff-input.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** An input about a code or its letter, on its way to its case. */
export interface CodeInput {
  readonly inputId: string;
  readonly input: StoredInput;
  readonly file: CaseFile;
  readonly now: Date;
}

/** Why what is heard of a letter, or a redemption, has no effect. */
export type CodeInputProblem =
  | 'contentUnreadable'
  /** No code of the case has this letter. */
  | 'letterUnknown'
  /** The same was heard before. */
  | 'letterKnown'
  /** What comes before it was not heard. */
  | 'letterOutOfOrder'
  | 'keyRefused'
  | 'used'
  | 'notLive';

/** Records an input that has no effect, with the reason as a code (`input.refused`). */
export function refuseInput(
  { build }: Pick<OfficeDependencies, 'build'>,
  { inputId, input, file, now }: CodeInput,
  {
    problem,
    result = {},
  }: { readonly problem: CodeInputProblem; readonly result?: Readonly<Record<string, unknown>> },
): CaseAct {
  const { kind: inputKind, contentSha256 } = input;
  return {
    inputs: [
      {
        id: inputId,
        result: { state: file.row.state, isApplied: false, refused: problem, ...result },
      },
    ],
    entries: [
      {
        entry: {
          event: 'input.refused',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          input: inputId,
          data: { inputKind, problem, contentSha256 },
          ...runOf(build),
        },
      },
    ],
  };
}
