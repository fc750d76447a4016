/** Workers of the bare workflow, in a process of their own like ours: the reference of a bench. */
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const [address = '', namespace = ''] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const activities = { nothing: async (): Promise<void> => undefined };
const office = await Worker.create({
  connection,
  namespace,
  taskQueue: 'bare-office',
  workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
  activities,
  maxConcurrentActivityTaskExecutions: 50,
  maxConcurrentLocalActivityExecutions: 50,
});
const room = await Worker.create({
  connection,
  namespace,
  taskQueue: 'bare-room',
  activities,
  maxConcurrentActivityTaskExecutions: 64,
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
await Promise.all([office.run(), room.run()]);
