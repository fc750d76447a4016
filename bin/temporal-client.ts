import { fileURLToPath } from 'node:url';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { EncryptingCodec } from '../adapters/temporal/payload-codec.ts';
import { readKey } from './parts.ts';

/** What a program is told about Temporal. */
export interface TemporalSettings {
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly payloadKeyFile: string;
}

/** Payloads and the attributes of failures are encrypted on their way to the server. */
export const dataConverterOf = ({ payloadKeyFile }: TemporalSettings) => ({
  payloadCodecs: [new EncryptingCodec(readKey(payloadKeyFile))],
  failureConverterPath: fileURLToPath(
    new URL('../adapters/temporal/failure-converter.ts', import.meta.url),
  ),
});

/** A client; its connection is made with the first call, so a program starts while Temporal is down. */
export function lazyClient(
  settings: TemporalSettings,
  options: Pick<ConnectionOptions, 'interceptors'> = {},
): Client {
  const connection = Connection.lazy({ address: settings.temporalAddress, ...options });
  return new Client({
    connection,
    namespace: settings.temporalNamespace,
    dataConverter: dataConverterOf(settings),
  });
}
