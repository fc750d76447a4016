import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type ActivityInterceptorsFactory,
} from '@temporalio/worker';
import { retriedTypes } from '../../activities/failure.ts';
import type { EnclaveActivities, OfficeActivities } from '../../activities/contract.ts';
import type { RoomCodeActivities } from '../../activities/key-delivery/contract.ts';
import type {
  RoomRevocationActivities,
  RoomsOwnActivities,
} from '../../activities/revocation/contract.ts';
import { ErrorInterceptor } from '../../adapters/temporal/error-interceptor.ts';
import { HeartbeatInterceptor } from '../../adapters/temporal/heartbeat-interceptor.ts';
import { findTestServer } from '../bootstrap/find.mjs';
import { hostEnvironment } from '../config.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../../workflows/anchoring/contract.ts';
import {
  ENCLAVE_ISSUE_TASK_QUEUE,
  OFFICE_TASK_QUEUE,
} from '../../workflows/application/contract.ts';

// Once a process, before anything native starts. Warnings are about what a test server cannot do.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
});

/** Who does the activities of a case, and the workflows as a build has them. */
export interface Workers {
  readonly office: OfficeActivities;
  readonly room: EnclaveActivities & Partial<RoomCodeActivities>;
  /** What the room does about revocations; nobody, unless given. */
  readonly status?: StatusRoom;
  readonly workflowBundle: { readonly codePath: string };
}

/**
 * Temporal whose time is skipped where nothing happens, from now on.
 *
 * `ms` is its clock, in milliseconds since 1970: read anew when an activity begins and after `until`.
 */
export interface SkippedTime {
  /**
   * Waits in the server's time without moving it. The SDK's own client for tests does not serve here: it lets time
   * go while it waits for a result, and between the end of a run and its answer time goes on by years.
   */
  readonly client: Client;
  readonly clock: { ms: number };
  /** Unexpected errors of activities. */
  readonly incidents: string[];
  /** Reads the clock. */
  tell(): Promise<void>;
  /** Lets time pass until an instant; what is due before happens in its order. */
  until(instant: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts of the server before it is given up: the SDK allows each five seconds, and a busy machine needs more. */
const STARTS = 5;

async function startServer(starts = STARTS): Promise<TestWorkflowEnvironment> {
  const path = findTestServer(hostEnvironment());
  if (path === undefined) throw new Error('no time-skipping test server: `npm test` fetches it');
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
  } catch (error) {
    if (starts <= 1) throw error;
    return startServer(starts - 1);
  }
}

/** Opens a server of its own, with its own time, and the workers of both task queues. */
export async function skipTime(
  clock: { ms: number },
  { office, room, status, workflowBundle }: Workers,
): Promise<SkippedTime> {
  const environment = await startServer();
  const read = async (): Promise<void> => {
    clock.ms = await environment.currentTimeMs();
  };
  await read();
  const incidents: string[] = [];
  const common = {
    connection: environment.nativeConnection,
    interceptors: { activity: interceptors(read, incidents) },
  };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: OFFICE_TASK_QUEUE, workflowBundle, activities: office }),
    Worker.create({ ...common, taskQueue: ENCLAVE_ISSUE_TASK_QUEUE, activities: room }),
    ...(status
      ? [
          Worker.create({
            ...common,
            taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
            activities: activitiesOf(status),
          }),
        ]
      : []),
  ]);
  const running = workers.map((worker) => worker.run());
  return {
    client: new Client({ connection: environment.connection }),
    clock,
    incidents,
    tell: read,
    async until(instant) {
      await read();
      if (instant > clock.ms) await environment.sleep(instant - clock.ms);
      await read();
    },
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await environment.teardown();
    },
  };
}

/** Activities that are methods of one object. */
type StatusRoom = RoomRevocationActivities & RoomsOwnActivities;

const activitiesOf = (status: StatusRoom): StatusRoom => ({
  recordRevocations: (orders) => status.recordRevocations(orders),
  suspendCertificate: (order) => status.suspendCertificate(order),
  releaseCertificate: (order) => status.releaseCertificate(order),
  upgradeReason: (order) => status.upgradeReason(order),
  publishStatus: (order) => status.publishStatus(order),
  listRoomsOwnRevocations: (after) => status.listRoomsOwnRevocations(after),
});

/** Those of the programs, and before them the clock: activities see the server's time, not the machine's. */
const interceptors = (
  readClock: () => Promise<void>,
  incidents: string[],
): ActivityInterceptorsFactory[] => [
  () => ({
    inbound: {
      async execute(input, next) {
        await readClock();
        return next(input);
      },
    },
  }),
  () => ({ inbound: new HeartbeatInterceptor() }),
  () => ({
    inbound: new ErrorInterceptor(retriedTypes, ({ errorName, frames }) =>
      incidents.push(`${errorName} ${frames[0]}`),
    ),
  }),
];
