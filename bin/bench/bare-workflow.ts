import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

/** As many steps as a case that is decided automatically has, each doing nothing. */
interface Nothing {
  nothing(id: string): Promise<void>;
}

const office = proxyLocalActivities<Nothing>({ startToCloseTimeout: '20 seconds' });
const outside = proxyActivities<Nothing>({
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: '5 seconds',
});
const room = proxyActivities<Nothing>({
  taskQueue: 'bare-room',
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '5 seconds',
});

/** Open, ask, collect, record, issue, receive: four local activities and two ordinary ones. */
export async function bareLifecycle({ id }: { readonly id: string }): Promise<string> {
  await office.nothing(id);
  await outside.nothing(id);
  await office.nothing(id);
  await office.nothing(id);
  await room.nothing(id);
  await office.nothing(id);
  return 'issued';
}
