import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type WorkerOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import {
  ENCLAVE_ISSUE_TASK_QUEUE,
  OFFICE_DEPLOYMENT,
  OFFICE_TASK_QUEUE,
} from '../../../workflows/application/contract.ts';
import type { InstructedOrderRequest as OrderRequest } from '../../bench/instructed-cases.ts';
import { parseConfig, type Config } from '../../config.ts';
import type { Instance } from '../../instance/options.ts';
import { lazyClient } from '../../temporal-client.ts';
import { workerOptions } from '../../temporal-worker.ts';

const OWN_QUEUE = 'forge';

const ASKING = fileURLToPath(new URL('asking-workflow.ts', import.meta.url));
const IN_PLACE_OF_OFFICE = fileURLToPath(new URL('rogue-workflow.ts', import.meta.url));

/** A poller that runs until it is stopped. */
export type Stop = () => Promise<void>;

type Shared = Awaited<ReturnType<typeof workerOptions>>;

/** Workflows of somebody's own, bundled as the office's are. */
const bundleOf = (
  workflowsPath: string,
  { dataConverter }: Shared,
): Promise<WorkflowBundleWithSourceMap> => {
  const { failureConverterPath = '' } = dataConverter ?? {};
  const logger = new DefaultLogger('ERROR');
  return bundleWorkflowCode({ workflowsPath, failureConverterPath, logger });
};

/** Somebody with all that the office has of Temporal: its address, its namespace, its key of payloads. */
export class Attacker {
  readonly client: Client;
  readonly #config: Config<'office-worker'>;
  readonly #shared: Shared;
  readonly #stopAsking: Stop;

  private constructor(parts: {
    client: Client;
    config: Config<'office-worker'>;
    shared: Shared;
    stopAsking: Stop;
  }) {
    this.client = parts.client;
    this.#config = parts.config;
    this.#shared = parts.shared;
    this.#stopAsking = parts.stopAsking;
  }

  /** Comes in with the office-worker's settings, and starts a worker of its own. */
  static async open(instance: Instance): Promise<Attacker> {
    const environment = instance.environmentOf('office-worker');
    const { config, problems } = parseConfig('office-worker', environment);
    if (!config) throw new Error(problems.join(', '));
    const shared = await workerOptions(config);
    const workflowBundle = await bundleOf(ASKING, shared);
    const stopAsking = await running({ ...shared, taskQueue: OWN_QUEUE, workflowBundle });
    return new Attacker({ client: lazyClient(config), config, shared, stopAsking });
  }

  /** Asks the room for an order by a workflow of its own. */
  ask(request: OrderRequest): Promise<unknown> {
    return this.#execute('askRoom', request);
  }

  /** Has the room stop signing. */
  async stopRoom(day: string): Promise<void> {
    await this.#execute('stopRoom', day);
  }

  #execute(workflow: string, argument: unknown): Promise<unknown> {
    return this.client.workflow.execute(workflow, {
      taskQueue: OWN_QUEUE,
      workflowId: `forge/${randomUUID()}`,
      args: [argument],
    });
  }

  /** Polls the queue of the room, and answers in its place. */
  pollRoom(answer: (request: OrderRequest) => Promise<unknown>): Promise<Stop> {
    return running({
      ...this.#shared,
      taskQueue: ENCLAVE_ISSUE_TASK_QUEUE,
      activities: { issueCertificate: answer },
    });
  }

  /** Polls the office's queue for activities, as a worker of its very build. */
  pollOfficeActivities(activities: Record<string, () => Promise<unknown>>): Promise<Stop> {
    return running({ ...this.#asOffice(), activities });
  }

  /** Polls the office's queue for workflows, as a worker of its very build, with code of its own. */
  async pollOfficeWorkflows(): Promise<Stop> {
    const workflowBundle = await bundleOf(IN_PLACE_OF_OFFICE, this.#shared);
    return running({ ...this.#asOffice(), workflowBundle });
  }

  #asOffice(): WorkerOptions {
    return {
      ...this.#shared,
      taskQueue: OFFICE_TASK_QUEUE,
      workerDeploymentOptions: {
        version: { deploymentName: OFFICE_DEPLOYMENT, buildId: this.#config.buildId },
        useWorkerVersioning: true,
        defaultVersioningBehavior: 'PINNED',
      },
    };
  }

  async close(): Promise<void> {
    await this.#stopAsking();
    await this.client.connection.close();
    await this.#shared.connection?.close();
  }
}

async function running(options: WorkerOptions): Promise<Stop> {
  const worker = await Worker.create(options);
  const ended = worker.run();
  return async () => {
    worker.shutdown();
    await ended;
  };
}
