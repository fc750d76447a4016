import { createHash, type X509Certificate } from 'node:crypto';
import { askTimestamp } from '../../adapters/timestamp/timestamp-client.ts';
import { askWitness, type WitnessAddress } from '../../adapters/witness/witness-client.ts';
import type { CosignatureRecord } from '../../books/cosignature-record.ts';
import { listMarks, noteMark, type AnchoringMark } from '../../db/anchoring/marks.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { isStampDue } from '../../domain/anchoring/stamp-due.ts';
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
  readonly timestampUrl: string;
  /** Certificates that a time stamp has to lead to, as they are believed now. */
  readonly authorities: () => readonly X509Certificate[];
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
    askTimestamp: async (note) => {
      const sha256 = createHash('sha256').update(note).digest();
      const { reply } = await askTimestamp({
        url: deps.timestampUrl,
        sha256,
        anchors: deps.authorities(),
      });
      return reply.toString('base64');
    },
    noteAnchoring: async (outcome) => {
      await noteMark(db, outcome, { outcome: outcome.outcome, now: now() });
      const isContradiction =
        'failure' in outcome.outcome && outcome.outcome.failure === 'CheckpointInconsistent';
      if (isContradiction) deps.alarm(outcome);
    },
  };
}

async function plan({ db, witnesses, now }: AnchoringDependencies): Promise<AnchoringPlan> {
  const marks = await listMarks(db);
  const isDue = (log: BookName): boolean => {
    const mark = marks.find((each) => each.log === log && each.kind === 'stamped');
    return mark !== undefined && isStampDue(mark.succeededAt?.getTime(), now().getTime());
  };
  return {
    stampsDue: (['office', 'enclave'] as const).filter(isDue),
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
