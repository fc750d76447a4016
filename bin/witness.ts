/**
 * `witness`: cosigns checkpoints of the two books, consistent ones alone (C2SP tlog-witness). It stands in
 * for a witness outside of the operator, keeps nothing but the last checkpoint of each log, and shares
 * nothing with the other programs but the public keys of the logs.
 *
 * Its folder and its key belong together: a witness that lost its folder does not know what it has
 * cosigned, and must get a new key and a new name.
 */
import { serve } from '@hono/node-server';
import { witnessSigner } from '../books/note-signer.ts';
import { Witness } from '../books/witness.ts';
import { findKnownLog, publishVkeys } from './book-keys.ts';
import { readConfig } from './config.ts';
import { announceReady } from './instance/program.ts';
import { readKey } from './parts.ts';
import { CheckpointFiles } from './witness/checkpoint-files.ts';
import { createWitnessServer } from './witness/server.ts';

const config = readConfig('witness');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const signer = witnessSigner(config.witnessName, readKey(config.witnessKeyFile), nowSeconds);
const memory = new CheckpointFiles(config.witnessDir);
const witness = new Witness({
  memory,
  signer,
  findLog: (origin) => findKnownLog(config.bookKeysDir, origin),
});

console.log(`witness: ${signer.vkey}`);
// Elsewhere people carry the key to whoever is to believe it.
if (config.mode === 'development') publishVkeys(config.bookKeysDir, 'witness-1', [signer.vkey]);

const app = createWitnessServer(witness, ({ name, stack }) => {
  const places = stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  console.error([`witness: ${name}`, ...places.slice(0, 4)].join('\n'));
});
const server = serve(
  { fetch: app.fetch, port: config.witnessPort, hostname: config.listenAddress },
  () => {
    announceReady({
      async stop() {
        await new Promise((resolve) => {
          server.close(resolve);
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        });
        memory.close();
      },
    });
  },
);
