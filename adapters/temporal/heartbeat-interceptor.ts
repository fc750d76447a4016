import { Context } from '@temporalio/activity';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker';

/** Beats in a timeout: two may be lost before the server gives the activity to another worker. */
const BEATS_PER_TIMEOUT = 3;

/**
 * Lets an activity with a heartbeat timeout beat while it runs, so that the death of its worker is noticed
 * within that time and not only at the end of the longest time it may take. An activity that ends before
 * the first beat costs nothing.
 */
export class HeartbeatInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    const timeoutMs = context.info.heartbeatTimeoutMs;
    if (!timeoutMs) return next(input);
    const timer = setInterval(() => context.heartbeat(), timeoutMs / BEATS_PER_TIMEOUT);
    try {
      return await next(input);
    } finally {
      clearInterval(timer);
    }
  }
}
