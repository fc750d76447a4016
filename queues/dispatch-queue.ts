import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';

/** A job as it lies in the queue: which dispatch, and nothing of it. */
interface JobData {
  readonly dispatch: string;
}

/** What is to be carried: a dispatch and its attempt. */
export interface Job {
  readonly id: string;
  readonly attempts: number;
}

/** A queue that is open. */
export interface DispatchQueue {
  /** Adds jobs; one that is there already is left as it is. @throws Error if the queue is away or lost */
  add(jobs: readonly Job[]): Promise<void>;
  /** Finishes what is under way and takes nothing new. */
  close(): Promise<void>;
}

/** What a queue is opened with. */
export interface DispatchQueueOptions {
  /** PostgreSQL database of the queues. */
  readonly url: string;
  /** Carries one dispatch. What it throws leaves the dispatch due. */
  readonly carry: (dispatch: string) => Promise<void>;
  readonly concurrency: number;
}

const NAME = 'dispatches';

/** The queue's own record of a job ends with the job: what became of a dispatch stands in its row. */
const FORGOTTEN = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;

/** Makes or renews BullMQ's tables. May be repeated. */
async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/**
 * Opens the queue that carries dispatches, BullMQ on PostgreSQL. It holds ids alone and may be lost: the truth is the table of
 * dispatches, from which whoever feeds it fills it again.
 */
export async function openDispatchQueue(options: DispatchQueueOptions): Promise<DispatchQueue> {
  const { url, carry, concurrency } = options;
  await migrate(url);
  const connection = { connectionString: url, max: 4 };
  const queue = new Queue(NAME, { connection }, createPostgresBackend);
  const worker = new Worker(
    NAME,
    async ({ data }: { readonly data: JobData }) => {
      // What a library says of its failure would lie in the queue with the text of it.
      await carry(data.dispatch).catch(() => {
        throw new Error('not carried');
      });
    },
    { connection, concurrency, drainDelay: 2 },
    createPostgresBackend,
  );
  // A listener, or the program ends: the next round of the feeder finds out whether the queue serves.
  queue.on('error', () => undefined);
  worker.on('error', () => undefined);
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return {
    async add(jobs) {
      if (jobs.length === 0) return;
      await queue.addBulk(
        jobs.map(({ id, attempts }) => ({
          name: 'carry',
          data: { dispatch: id },
          opts: { ...FORGOTTEN, jobId: `${id}-${attempts}` },
        })),
      );
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
