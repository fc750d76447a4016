import { vendorFileOctets } from '../../adapters/letter-files/vendor-file.ts';
import type { LetterFiles } from '../../adapters/letter-files/vendor-file.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { Officer } from '../../db/decision/staff-input.ts';
import {
  changeLot,
  freeLetters,
  insertLot,
  lettersOfLot,
  lockLot,
  releaseLetters,
  sealLetters,
  takeLetters,
  type DispatchLot,
  type LotLetterRow,
} from '../../db/dispatch/letter-lots.ts';
import {
  endLotInput,
  lockLotInput,
  markLotInputTried,
  pendingLotInputs,
  proposalOf,
  type LotInput,
} from '../../db/dispatch/lot-inputs.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../domain/governance/policy.ts';
import {
  CODE_LETTER_MAIL,
  readLotProposal,
  readLotSeal,
  type LotProblem,
} from '../../domain/dispatch/letter-lots.ts';
import { OFFICE_WORKER } from '../dependencies.ts';
import { failureCode, type ActFailures } from '../governance/act-failure.ts';
import { judgeLotSender } from './judge-lot-input.ts';

/** What acts on lots are judged and applied with. */
export interface LotOffice {
  readonly db: OfficeDatabase;
  readonly letters: LetterFiles;
  /** Starts the run that watches a lot, or joins it. May be repeated. */
  readonly startLot: (lotId: string) => Promise<void>;
  readonly now: () => Date;
}

/** What is to be written about a lot, in the transaction that ends the input; or why it has no effect. */
type Prepared =
  | { readonly problem: LotProblem }
  | { readonly write: (tx: Queryable, at: Date) => Promise<LotProblem | undefined> };

interface Given {
  readonly office: LotOffice;
  readonly input: LotInput;
  readonly officer: Officer;
}

/** Hash of the vendor's file with these letters; undefined where one of them is not there. */
function fileSha256(
  { letters: files }: LotOffice,
  lot: string,
  letters: readonly LotLetterRow[],
): string | undefined {
  const octets = vendorFileOctets({ lot, mailKind: CODE_LETTER_MAIL }, letters, files);
  return octets && sha256Hex(octets);
}

/** `letter.lotSealed` in the words of one of its two sealers: how many letters, and the hash of the vendor's file. */
async function writeSeal(
  tx: Queryable,
  { input, officer }: Given,
  { letters, sha256, at }: { readonly letters: number; readonly sha256: string; readonly at: Date },
): Promise<void> {
  const { id, role, terminal, lotId } = input;
  await writeEntry(tx, {
    event: 'letter.lotSealed',
    items: ['1ヘ'],
    at: at.toISOString(),
    case: lotId,
    actor: {
      kind: 'officer',
      id: officer.id,
      role,
      terminal,
      nameCommitment: officer.nameCommitment,
    },
    input: id,
    data: { lot: lotId, letters, vendorFileSha256: sha256 },
  });
}

/** The first seal: a person says which letters go together, and takes them for this lot. */
async function propose(given: Given): Promise<Prepared> {
  const { office, input, officer } = given;
  const { lotId } = input;
  const proposal = readLotProposal(input.content);
  if (!proposal) return { problem: 'contentUnreadable' };
  const letters = await freeLetters(office.db, proposal.dispatches);
  if (letters.length < proposal.dispatches.length) return { problem: 'letterTaken' };
  const sha256 = fileSha256(office, lotId, letters);
  if (sha256 === undefined) return { problem: 'letterMissing' };
  return {
    async write(tx, at) {
      if (await lockLot(tx, lotId)) return 'lotExists';
      const count = letters.length;
      const made = { letters: count, vendorFileSha256: sha256 };
      await insertLot(tx, { id: lotId, ...made, proposedBy: officer.id, proposedAt: at });
      // Somebody was quicker with one of them: the lot is undone, and the next try says so.
      if ((await takeLetters(tx, lotId, letters)) < count) throw lettersMoved(lotId);
      await writeSeal(tx, given, { letters: count, sha256, at });
      return undefined;
    },
  };
}

const lettersMoved = (lotId: string) =>
  new DomainError('DatabaseUnavailable', `letters of lot ${lotId} moved`);

const problemOf = (lot: DispatchLot | undefined): LotProblem | undefined => {
  if (!lot) return 'lotUnknown';
  if (lot.sealedAt) return 'lotSealed';
  return lot.closedAt ? 'lotClosed' : undefined;
};

/**
 * The second seal: another person has counted the letters. Count and hash are fixed here, over the letters that are still to be
 * sent; one whose code ended since the proposal is taken out.
 */
async function seal(given: Given): Promise<Prepared> {
  const { office, input, officer } = given;
  const { lotId } = input;
  const said = readLotSeal(input.content);
  if (!said) return { problem: 'contentUnreadable' };
  const letters = (await lettersOfLot(office.db, lotId)).filter(
    ({ state }) => state === 'generated',
  );
  const sha256 = fileSha256(office, lotId, letters);
  return {
    async write(tx, at) {
      const problem = problemOf(await lockLot(tx, lotId));
      if (problem) return problem;
      if (letters.length === 0) return 'lotEmpty';
      if (sha256 === undefined) return 'letterMissing';
      if (said.letters !== letters.length) return 'countDiffers';
      const count = letters.length;
      if ((await sealLetters(tx, lotId, letters)) < count) throw lettersMoved(lotId);
      const printBy = deadlineAfter(at.getTime(), defaultPeriods.letterPrint, announcedHolidays);
      await changeLot(tx, lotId, {
        letters: count,
        vendorFileSha256: sha256,
        sealedBy: officer.id,
        sealedAt: at,
        printBy: new Date(printBy),
      });
      await writeSeal(tx, given, { letters: count, sha256, at });
      return undefined;
    },
  };
}

/** Gives a proposal up that nobody sealed: its letters are free again. */
async function discard({ input: { lotId } }: Given): Promise<Prepared> {
  return {
    async write(tx, at) {
      const problem = problemOf(await lockLot(tx, lotId));
      if (problem) return problem;
      await releaseLetters(tx, lotId);
      await changeLot(tx, lotId, { closedAt: at });
      const proposal = await proposalOf(tx, lotId);
      if (proposal) await writeRefusal(tx, proposal, { problem: 'discarded', at });
      return undefined;
    },
  };
}

const acts: Readonly<Record<string, (given: Given) => Promise<Prepared>>> = {
  propose,
  seal,
  discard,
};

const INPUT_KINDS: Readonly<Record<string, string>> = {
  propose: 'lotProposal',
  seal: 'lotSeal',
  discard: 'lotDiscard',
};

/** `input.refused` of the lot: something that was sent about it has no effect, or has none any more. */
async function writeRefusal(
  tx: Queryable,
  { id, lotId, kind, content }: LotInput,
  { problem, at }: { readonly problem: LotProblem | 'discarded'; readonly at: Date },
): Promise<void> {
  await writeEntry(tx, {
    event: 'input.refused',
    items: ['1ロ'],
    at: at.toISOString(),
    case: lotId,
    actor: OFFICE_WORKER,
    input: id,
    data: {
      inputKind: INPUT_KINDS[kind] ?? 'lot',
      problem,
      contentSha256: sha256Hex(canonicalOctets({ content: JSON.stringify(content) })),
    },
  });
}

async function prepare(office: LotOffice, input: LotInput): Promise<Prepared> {
  const sender = await judgeLotSender(office.db, input);
  if ('problem' in sender) return sender;
  return (
    acts[input.kind]?.({ office, input, officer: sender.officer }) ?? {
      problem: 'contentUnreadable' as const,
    }
  );
}

/**
 * Applies what somebody sent about a lot: once, whoever repeats it. Files are read before the transaction; if a letter moved
 * between, nothing is written and the next look tries again. What may not be is recorded as refused, with its entry.
 *
 * A crash before the commit leaves the row pending, and the next look applies it; one before the run of a sealed lot began
 * leaves a lot without a run, which the look at open lots starts.
 *
 * @returns why it has no effect; undefined if it has.
 */
export async function applyLotInput(
  office: LotOffice,
  input: LotInput,
): Promise<LotProblem | undefined> {
  const prepared = await prepare(office, input);
  const problem = await office.db.transaction(async (tx) => {
    if (!(await lockLotInput(tx, input.id))) return undefined;
    const at = office.now();
    const refused = 'problem' in prepared ? prepared.problem : await prepared.write(tx, at);
    if (refused) await writeRefusal(tx, input, { problem: refused, at });
    await endLotInput(tx, input.id, { at, ...(refused && { refused }) });
    return refused;
  });
  step('lot.0-input-applied');
  if (input.kind === 'seal' && problem === undefined) await office.startLot(input.lotId);
  return problem;
}

/** Inputs taken at one look. */
const BATCH_MAX = 20;

/** Applies what waits. A row that fails is told of by its code and holds up no other. */
export async function applyLotInputs(office: LotOffice & ActFailures): Promise<void> {
  const { db, now, report } = office;
  for (const input of await pendingLotInputs(db, { at: now(), limit: BATCH_MAX })) {
    try {
      await applyLotInput(office, input);
    } catch (error) {
      report({ what: 'lot input', id: input.id, code: failureCode(error) });
      await markLotInputTried(db, input.id, now());
    }
  }
}
