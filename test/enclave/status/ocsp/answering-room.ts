import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ocspListener, serverBehind } from '../../../../api/repository/ocsp-routes.ts';
import { ocspResponder } from '../../../../api/repository/ocsp.ts';
import { openAnswerFiles } from '../../../../bin/enclave-worker/answers/answer-files.ts';
import type { AnswerRoom } from '../../../../enclave/status/ocsp/answer-room.ts';
import type { RoomBench, TestRoom } from '../../room-bench.ts';

/** A repository on a port of its own, over the published files of an instance. */
export interface ServedAnswers {
  readonly dir: string;
  readonly url: string;
  /** The repository's clock; the machine's, if nobody sets it. */
  now: () => Date;
  /** The room as it answers into these files. */
  readonly answering: (opened: TestRoom, now?: () => Date) => AnswerRoom;
  readonly close: () => Promise<void>;
}

/** Publishes the CA certificates of all keys of the room, as ceremonies do. */
async function publishIssuers(bench: RoomBench, dir: string): Promise<void> {
  mkdirSync(join(dir, 'issuers'), { recursive: true });
  const keys = await bench.rows<{ id: string; der: Buffer }>(
    'select issuer_key_id as id, ca_certificate as der from issuer_keys',
  );
  for (const { id, der } of keys) writeFileSync(join(dir, 'issuers', `${id}.cer`), der);
}

/** Serves the published files of the bench as the program `repository` does. */
export async function serveAnswers(bench: RoomBench): Promise<ServedAnswers> {
  const dir = bench.config.repositoryDir;
  await publishIssuers(bench, dir);
  const served = { now: () => new Date() };
  const responder = ocspResponder({ dir, now: () => served.now() });
  const told: string[] = [];
  const listen = serverBehind(ocspListener(responder, (code) => told.push(code)));
  const server = listen((_, response) => response.writeHead(404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const files = openAnswerFiles({ dir, repositoryUrl: url });
  return Object.assign(served, {
    dir,
    url,
    answering: (opened: TestRoom, now = () => new Date()) => ({
      ...opened.answering(files),
      pool: bench.pool,
      now,
    }),
    async close() {
      await files.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  });
}
