import { DefaultLogger, NativeConnection, Runtime, type WorkerOptions } from '@temporalio/worker';
import { HeartbeatInterceptor } from '../adapters/temporal/heartbeat-interceptor.ts';
import { ErrorInterceptor } from '../adapters/temporal/error-interceptor.ts';
import { retriedTypes } from '../activities/failure.ts';
import { dataConverterOf, type TemporalSettings } from './temporal-client.ts';

/** Options that every worker shares: connection, converter, and the error interceptor. */
export async function workerOptions(
  settings: TemporalSettings,
): Promise<Pick<WorkerOptions, 'connection' | 'namespace' | 'dataConverter' | 'interceptors'>> {
  // A signal ends the program, which ends its workers in their turn; a worker that another had already
  // told to end throws when told again, and what comes after it would not be done.
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  return {
    connection: await NativeConnection.connect({ address: settings.temporalAddress }),
    namespace: settings.temporalNamespace,
    dataConverter: dataConverterOf(settings),
    interceptors: {
      activity: [
        () => ({ inbound: new HeartbeatInterceptor() }),
        () => ({
          inbound: new ErrorInterceptor(retriedTypes, (incident) =>
            console.error(JSON.stringify({ incident })),
          ),
        }),
      ],
    },
  };
}
