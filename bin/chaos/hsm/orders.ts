import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { WorkflowFailedError } from '@temporalio/client';
import type { IssuanceOutcome } from '../../../activities/contract.ts';
import { makeInstructedCase, type CaseMaker } from '../../bench/instructed-cases.ts';
import type { InstructedOrderRequest } from '../../bench/instructed-cases.ts';
import { parseConfig } from '../../config.ts';
import type { Instance } from '../../instance/options.ts';
import { lazyClient } from '../../temporal-client.ts';
import { workerOptions } from '../../temporal-worker.ts';

/** An order, and what its workflow ended with: the room's answer, or the type of a failure. */
export interface EndedOrder {
  readonly request: InstructedOrderRequest;
  readonly ended: IssuanceOutcome | { readonly outcome: 'failed'; readonly type: string };
}

/** Orders under way at once. */
const LANES = 12;

const TASK_QUEUE = 'chaos-hsm';

/** The type of the failure at the bottom of a workflow's. */
function typeOf(error: unknown): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error && 'type' in cause ? String(cause.type) : 'unexpected';
}

/** Gives the room one order after the other through Temporal, as the office would, while `isGoingOn`. */
export async function giveOrders(
  instance: Instance,
  maker: CaseMaker,
  isGoingOn: () => boolean,
): Promise<EndedOrder[]> {
  const { config, problems } = parseConfig(
    'office-worker',
    instance.environmentOf('office-worker'),
  );
  if (!config) throw new Error(problems.join(', '));
  const client = lazyClient(config);
  const worker = await Worker.create({
    ...(await workerOptions(config)),
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('order-workflow.ts', import.meta.url)),
  });
  const ended: EndedOrder[] = [];
  const give = async (): Promise<void> => {
    const request = await makeInstructedCase(maker);
    const result = client.workflow.execute<(r: typeof request) => Promise<IssuanceOutcome>>(
      'issueOrder',
      { taskQueue: TASK_QUEUE, workflowId: `order/${request.orderId}`, args: [request] },
    );
    const outcome = await result.catch((error: unknown) => {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return { outcome: 'failed', type: typeOf(error) } as const;
    });
    ended.push({ request, ended: outcome });
  };
  const lane = async (): Promise<void> => {
    while (isGoingOn()) await give();
  };
  await worker.runUntil(Promise.all(Array.from({ length: LANES }, lane)));
  await client.connection.close();
  return ended;
}
