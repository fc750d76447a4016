import type { Client } from '@temporalio/client';
import {
  ensureAnchoringSchedule,
  triggerAnchoring,
} from '../adapters/temporal/anchoring-schedule.ts';
import type { WitnessAddress } from '../adapters/witness/witness-client.ts';
import { createAnchoringActivities } from '../activities/anchoring/create-anchoring-activities.ts';
import { OFFICE_WORKER } from '../activities/dependencies.ts';
import { runOf } from '../activities/run-of.ts';
import { CosignatureRecord, type AnchoredBook } from '../books/cosignature-record.ts';
import type { NoteSignerWithKey } from '../books/note-signer.ts';
import { readVkey } from '../books/note-verifier.ts';
import type { LogFiles } from '../books/tail.ts';
import { expectMarks, listMarks, type ExpectedMark } from '../db/anchoring/marks.ts';
import { officeBookHolder } from '../db/anchoring/office-book.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { DomainError } from '../domain/errors.ts';
import { publishVkeys, readKnownLog, readTimestampAnchors, readWitnessKeys } from './book-keys.ts';
import type { Config } from './config.ts';

type OfficeConfig = Config<'office-worker'>;

/** What the office's anchoring is put together from. */
export interface OfficeAnchoringOptions {
  readonly config: Pick<
    OfficeConfig,
    | 'bookKeysDir'
    | 'witnesses'
    | 'timestampUrl'
    | 'anchoringPeriodSeconds'
    | 'buildId'
    | 'officeBookOrigin'
  >;
  readonly db: OfficeDatabase;
  readonly local: LogFiles;
  readonly second: LogFiles;
  readonly signer: NoteSignerWithKey;
}

/** How often the schedule is looked after, at least: Temporal may have been lost and begun anew. */
const LOOK_MS_MAX = 60_000;

const LOGS = ['office', 'enclave'] as const;

/** Everything that should go well for each log. */
const expectedOf = ({ witnesses }: OfficeAnchoringOptions['config']): ExpectedMark[] =>
  LOGS.flatMap((log): ExpectedMark[] => [
    ...witnesses.map(({ name }) => ({ log, kind: 'cosigned' as const, name })),
    { log, kind: 'anchored', name: '' },
    { log, kind: 'stamped', name: '' },
  ]);

/** The office's side of the anchoring: its activities, and the schedule that it keeps. */
export function openOfficeAnchoring(options: OfficeAnchoringOptions) {
  const { config, db, local, second, signer } = options;
  const keysDir = config.bookKeysDir;
  publishVkeys(keysDir, 'office', [signer.vkey]);
  const book: AnchoredBook = {
    log: 'office',
    self: { origin: config.officeBookOrigin, verifiers: [readVkey(signer.vkey)] },
    actor: OFFICE_WORKER,
    local,
    second,
    hold: officeBookHolder(db, () => runOf(config.buildId).run),
    contradiction: (what) => new DomainError('CheckpointInconsistent', what),
    stampRefused: (why) => new DomainError('TimestampRefused', why),
  };
  const witnessKeys = () => readWitnessKeys(keysDir);
  const authorities = () => readTimestampAnchors(keysDir);
  const activities = createAnchoringActivities({
    db,
    record: new CosignatureRecord(book, {
      other: () => readKnownLog(keysDir, 'enclave'),
      witnesses: witnessKeys,
      authorities,
    }),
    witnesses: () => {
      const verifiers = witnessKeys();
      return config.witnesses.map(({ name, url }): WitnessAddress => ({
        name,
        url,
        verifiers: verifiers.filter((verifier) => verifier.name === name),
      }));
    },
    timestampUrl: config.timestampUrl,
    authorities,
    now: () => new Date(),
    alarm: ({ log, kind, name }) =>
      console.error(`office-worker: CheckpointInconsistent: ${log} ${kind} ${name}`),
  });
  return {
    activities,
    keepSchedule: (client: Client) => keepSchedule(options, client),
  };
}

/** Makes the schedule and sees that it stays; runs it at once if the last anchoring is too long ago. */
function keepSchedule({ config, db }: OfficeAnchoringOptions, client: Client): { stop(): void } {
  const periodMs = config.anchoringPeriodSeconds * 1000;
  const lookMs = Math.min(LOOK_MS_MAX, periodMs);
  let isStopped = false;
  let hasBegun = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      if (!hasBegun) await expectMarks(db, expectedOf(config), new Date());
      hasBegun = true;
      await client.connection.withDeadline(Date.now() + 10_000, () =>
        ensureAnchoringSchedule(client, config.anchoringPeriodSeconds),
      );
      const marks = await listMarks(db);
      const last = Math.max(0, ...marks.map(({ succeededAt }) => succeededAt?.getTime() ?? 0));
      if (Date.now() - last > periodMs + lookMs) await triggerAnchoring(client);
    } catch {
      // Temporal or the database is away; the console shows when the last anchoring was.
    }
    if (!isStopped) timer = setTimeout(() => void look(), lookMs);
  };
  void look();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
