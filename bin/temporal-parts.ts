import { fileURLToPath } from 'node:url';
import { Connection, Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type WorkerOptions } from '@temporalio/worker';
import { EncryptingCodec } from '../adapters/temporal/payload-codec.ts';
import { HeartbeatInterceptor } from '../adapters/temporal/heartbeat-interceptor.ts';
import { ErrorInterceptor } from '../adapters/temporal/error-interceptor.ts';
import { retriedTypes } from '../activities/failure.ts';
import { readKey } from './parts.ts';

/** What a program is told about Temporal. */
export interface TemporalSettings {
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly payloadKeyFile: string;
}

/** Payloads and the attributes of failures are encrypted on their way to the server. */
const dataConverterOf = ({ payloadKeyFile }: TemporalSettings) => ({
  payloadCodecs: [new EncryptingCodec(readKey(payloadKeyFile))],
  failureConverterPath: fileURLToPath(
    new URL('../adapters/temporal/failure-converter.ts', import.meta.url),
  ),
});

/** A client; its connection is made with the first call, so a program starts while Temporal is down. */
export function lazyClient(settings: TemporalSettings): Client {
  const connection = Connection.lazy({ address: settings.temporalAddress });
  return new Client({
    connection,
    namespace: settings.temporalNamespace,
    dataConverter: dataConverterOf(settings),
  });
}

/** Options that every worker shares: connection, converter, and the error interceptor. */
export async function workerOptions(
  settings: TemporalSettings,
): Promise<Pick<WorkerOptions, 'connection' | 'namespace' | 'dataConverter' | 'interceptors'>> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
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
