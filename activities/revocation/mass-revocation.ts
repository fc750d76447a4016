import { step } from '../../adapters/telemetry/steps.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { RegisteredCertificate } from '../../db/revocation/certificate-register.ts';
import {
  finishMassRevocation,
  linesLeft,
  lockMassRevocation,
  noteRequests,
  settleLines,
  type MassLine,
  type MassOutcome,
  type MassRevocation,
} from '../../db/revocation/mass-revocation.ts';
import { registeredCertificates } from '../../db/revocation/mass-subjects.ts';
import type { CrlReason } from '../../domain/revocation/reasons.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import type { RecordedRevocation } from './contract.ts';
import type { MassAnswer, MassRevocationActivities, MassTurn } from './mass-contract.ts';
import { makeMassRequests, type RevocableLine } from './mass-requests.ts';
import { noteRoomAnswer } from './note-room.ts';

/** Lines of one turn: the room records so many in one transaction. */
export const LINES_A_TURN = 500;

/** Answers that are stored side by side. */
const SIDE_BY_SIDE = 8;

const nameOf = ({ issuerKeyId, serialNumber }: Pick<MassLine, 'issuerKeyId' | 'serialNumber'>) =>
  `${issuerKeyId}/${serialNumber}`;

/**
 * What keeps a certificate from being revoked by a list, as the office's own register has it; the room judges again. What the
 * office believes revoked is not asked for once more.
 */
function problemOf(
  line: MassLine,
  known: RegisteredCertificate | undefined,
  now: Date,
): Exclude<MassOutcome, 'recorded'> | undefined {
  if (!known) return 'notFound';
  if (known.certificateSha256 !== line.certificateSha256) return 'fingerprintMismatch';
  if (known.state === 'revoked') return 'alreadyRevoked';
  const isOver = known.state === 'expired' || (known.notAfter !== null && known.notAfter < now);
  return isOver ? 'expired' : undefined;
}

/**
 * Takes the next lines of a list: those that the office knows no certificate for are settled, for the others a request is made
 * and granted, in one transaction. A repeat finds the requests that it made, and gives the same orders.
 *
 * A crash after it leaves requests that are granted and not recorded: the run, begun again, hands the same orders to the room.
 */
async function takeMassTurn(deps: OfficeDependencies, massId: string): Promise<MassTurn> {
  const now = deps.now();
  const turn = await deps.db.transaction(async (tx): Promise<MassTurn> => {
    const mass = await lockMassRevocation(tx, massId);
    if (!mass) throw new DomainError('IllegalTransition', `${massId} is no mass revocation`);
    if (mass.finishedAt !== null) return { state: 'finished' };
    if (mass.pausedAt !== null) return { state: 'paused' };
    const left = await linesLeft(tx, massId, LINES_A_TURN);
    if (left.length > 0) return takeLines(deps, tx, { mass, left, now });
    await finishMassRevocation(tx, massId, now);
    return { state: 'finished' };
  });
  step('mass-revocation.1-requests-made');
  return turn;
}

async function takeLines(
  deps: OfficeDependencies,
  tx: Queryable,
  {
    mass,
    left,
    now,
  }: { readonly mass: MassRevocation; readonly left: readonly MassLine[]; readonly now: Date },
): Promise<MassTurn> {
  const fresh = left.filter(({ requestId }) => requestId === null);
  const register = await registeredCertificates(deps.db, fresh);
  const known = new Map(register.map((each) => [nameOf(each as never), each]));
  const settled: { line: number; outcome: MassOutcome }[] = [];
  const revocable: RevocableLine[] = [];
  for (const line of fresh) {
    const certificate = known.get(nameOf(line));
    const problem = problemOf(line, certificate, now);
    if (problem) settled.push({ line: line.line, outcome: problem });
    else if (certificate) revocable.push({ line, known: certificate });
  }
  await settleLines(tx, mass.id, { settled, at: now });
  const made = await makeMassRequests(deps, tx, { mass, lines: revocable, now });
  await noteRequests(tx, mass.id, made);
  const requestOf = new Map(made.map(({ line, requestId }) => [line, requestId]));
  return {
    state: 'batch',
    orders: left.flatMap((line) => {
      const requestId = line.requestId ?? requestOf.get(line.line);
      return requestId === undefined ? [] : [orderOf(mass, line, requestId)];
    }),
  };
}

const orderOf = (mass: MassRevocation, line: MassLine, requestId: string) => ({
  line: line.line,
  order: {
    requestId,
    issuerKeyId: line.issuerKeyId,
    serialNumber: line.serialNumber,
    certificateSha256: line.certificateSha256,
    reasonCode: mass.reasonCode as CrlReason,
  },
});

const outcomeOf = (answer: RecordedRevocation): MassOutcome =>
  answer.outcome === 'refused' ? answer.check : answer.outcome;

/**
 * Stores what the room answered to the orders of a turn: each request as a single one is (state, certificate, what its
 * subscriber is told), then the lines.
 *
 * A crash in between leaves lines that are left: the room answers as before, and an answer that was stored is not stored twice.
 */
async function noteMassAnswers(
  deps: OfficeDependencies,
  massId: string,
  answers: readonly MassAnswer[],
): Promise<void> {
  for (let i = 0; i < answers.length; i += SIDE_BY_SIDE) {
    await Promise.all(
      answers.slice(i, i + SIDE_BY_SIDE).map(({ order, answer }) =>
        noteRoomAnswer(deps, {
          requestId: order.requestId,
          step: { do: 'record', order },
          answer,
        }),
      ),
    );
  }
  const settled = answers.map(({ line, answer }) => ({ line, outcome: outcomeOf(answer) }));
  await deps.db.transaction((tx) => settleLines(tx, massId, { settled, at: deps.now() }));
  step('mass-revocation.2-answers-noted');
}

/** Publication hears of each key once; a list is never held up by it: the schedule of the key publishes as well. */
async function tellOfMass(deps: OfficeDependencies, answers: readonly MassAnswer[]): Promise<void> {
  const keys = new Set(
    answers.flatMap(({ order, answer }) => (answer.outcome === 'refused' ? [] : order.issuerKeyId)),
  );
  for (const key of keys) await deps.beginPublication?.(key);
}

/** Activities of mass revocation, by the names that workflows call. */
export const createMassRevocationActivities = (
  deps: OfficeDependencies,
): MassRevocationActivities => ({
  takeMassTurn: (massId) => takeMassTurn(deps, massId),
  noteMassAnswers: (massId, answers) => noteMassAnswers(deps, massId, answers),
  tellOfMass: (answers) => tellOfMass(deps, answers),
});
