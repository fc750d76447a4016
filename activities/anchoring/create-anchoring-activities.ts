import { askWitness, type WitnessAddress } from '../../adapters/witness/witness-client.ts';
import type { CosignatureRecord } from '../../books/cosignature-record.ts';
import { listMarks, noteMark, type AnchoringMark } from '../../db/anchoring/marks.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import { bookActivities } from './book-activities.ts';
import type {
  AnchoringActivities,
  AnchoringOutcome,
  AnchoringPlan,
  BookActivities,
  BookName,
  CosigningRequest,
} from './contract.ts';

/** What the office's side of the anchoring works with. */
export interface AnchoringDependencies {
  readonly db: OfficeDatabase;
  readonly record: CosignatureRecord;
  /** The witnesses with the keys that are believed now. */
  readonly witnesses: () => readonly WitnessAddress[];
  readonly now: () => Date;
  /** Told of a contradiction between books and others: a person has to hear of it at once. */
  readonly alarm: (outcome: AnchoringOutcome) => void;
}

const sizeOf = (marks: readonly AnchoringMark[], log: BookName, witness: string): number =>
  marks.find((mark) => mark.log === log && mark.kind === 'cosigned' && mark.name === witness)
    ?.size ?? 0;

/** Activities of the office for the anchoring of both books. */
export function createAnchoringActivities(
  deps: AnchoringDependencies,
): AnchoringActivities & BookActivities {
  const { db, now } = deps;
  return {
    ...bookActivities(deps.record),
    planAnchoring: () => plan(deps),
    askWitness: (request) => askNamedWitness(deps, request),
    noteAnchoring: async (outcome) => {
      await noteMark(db, outcome, { outcome: outcome.outcome, now: now() });
      const isContradiction =
        'failure' in outcome.outcome && outcome.outcome.failure === 'CheckpointInconsistent';
      if (isContradiction) deps.alarm(outcome);
    },
  };
}

async function plan({ db, witnesses }: AnchoringDependencies): Promise<AnchoringPlan> {
  const marks = await listMarks(db);
  return {
    witnesses: witnesses().map(({ name }) => ({
      name,
      from: { office: sizeOf(marks, 'office', name), enclave: sizeOf(marks, 'enclave', name) },
    })),
  };
}

async function askNamedWitness(
  { witnesses }: AnchoringDependencies,
  { witness: name, note, from, proof }: CosigningRequest,
) {
  const witness = witnesses().find((each) => each.name === name);
  if (!witness || witness.verifiers.length === 0) {
    throw new DomainError('WitnessRefused', `${name}: no key of it is believed`);
  }
  return askWitness(witness, {
    note,
    from,
    proof: proof.map((hash) => Buffer.from(hash, 'base64')),
  });
}
