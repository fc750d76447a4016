/**
 * `jlis-simulator`: plays J-LIS, My Number cards, applicants and a time-stamp authority for development,
 * tests and a sandbox for portals. In production it does not start: it would answer "good" for people who do not exist.
 */
import { serve } from '@hono/node-server';

import { openSimulator } from '../simulator/jlis.ts';
import { createSimulatorServer } from '../simulator/server.ts';
import { openTimestampAuthority } from '../simulator/timestamp-authority.ts';
import { publishKeyFile } from './book-keys.ts';
import { readConfig } from './config.ts';

const EX_CONFIG = 78;

const config = readConfig('jlis-simulator');
if (config.mode === 'production') {
  console.error('jlis-simulator: TOROKU_MODE is production, where only J-LIS itself may answer');
  process.exit(EX_CONFIG);
}

const jlis = await openSimulator({
  dataDir: config.simulatorDataDir,
  anchorsDir: config.jpkiAnchorsDir,
  ocspUrl: config.jlisOcspUrl,
});
const timestamps = await openTimestampAuthority(config.simulatorDataDir);
publishKeyFile(config.bookKeysDir, 'tsa-1.cer', timestamps.root);
const server = serve(
  {
    fetch: createSimulatorServer(jlis, timestamps).fetch,
    port: config.simulatorPort,
    hostname: config.listenAddress,
  },
  ({ address, port }) => {
    console.log(`jlis-simulator: http://${address}:${port}/personas`);
    process.send?.({ ready: true });
  },
);

/** Ends at once: nothing here is worth waiting for, and silent answers would wait for ever. */
function stop(): void {
  jlis.close();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  if (process.connected) process.disconnect();
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Without its supervisor nobody would ever stop it.
process.once('disconnect', stop);
