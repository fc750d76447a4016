import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../../books/canonical-json.ts';
import { correctionLetter } from '../../domain/decision/letters.ts';
import { sentenceFor } from '../../domain/decision/sentences.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { notHoldingOf, type Recording } from './recording.ts';

/**
 * Returns an application for correction (row 7): the machine never refuses, it says what to mend. The
 * letter carries a random 文書番号, so that its hash tells nothing about the person.
 */
export async function returnForCorrection(
  { evidence, build }: OfficeDependencies,
  { row, evaluation, dossier, now }: Recording,
): Promise<CaseAct> {
  const answerBy = deadlineOf('correction', now);
  const items = evaluation.findings.filter((f) => f.outcome === 'forbids');
  const letter = Buffer.from(
    correctionLetter({
      document: randomBytes(16).toString('hex'),
      applicationId: row.id,
      sentences: items.map((finding) => sentenceFor(finding, dossier.ruleSet).ja),
      answerBy: answerBy.toISOString(),
    }),
  );
  const kept = await evidence.put({ caseId: row.id, chainId: row.chainId }, [
    { kind: 'notice', ring: 'chain', octets: letter },
  ]);
  return {
    change: { state: 'returned', stateDeadline: answerBy, nextAttemptAt: null },
    evidence: kept,
    entries: [
      {
        entry: {
          event: 'application.returned',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          evidence: kept,
          data: {
            version: row.edition,
            items: items.map((f) => `${f.rule}/${f.code ?? ''}`),
            rules: notHoldingOf(evaluation),
            answerBy: answerBy.toISOString(),
            letterSha256: sha256Hex(letter),
          },
          ...runOf(build),
        },
      },
    ],
  };
}
