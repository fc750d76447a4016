/**
 * `repository`: what relying parties may take, by anyone and for free. It reads published files alone;
 * no database, no key.
 */
import { serve } from '@hono/node-server';
import { createRepositoryApp } from '../api/repository/app.tsx';
import { ocspListener, serverBehind } from '../api/repository/ocsp-routes.ts';
import { ocspResponder } from '../api/repository/ocsp.ts';
import { readConfig } from './config.ts';
import { announceReady } from './instance/program.ts';

const config = readConfig('repository');

const app = createRepositoryApp({
  dir: config.repositoryDir,
  documentsDir: config.documentsDir,
  publicUrl: config.publicRepositoryUrl,
  isDevelopment: config.mode === 'development',
  isSecure: false,
  now: () => new Date(),
});

const responder = ocspResponder({ dir: config.repositoryDir, now: () => new Date() });
const listener = ocspListener(responder, (code) => console.error(`repository: ocsp: ${code}`));
const server = serve(
  {
    fetch: app.fetch,
    createServer: serverBehind(listener),
    port: config.repositoryPort,
    hostname: config.listenAddress,
  },
  () => {
    announceReady({
      async stop() {
        await new Promise((resolve) => {
          server.close(resolve);
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        });
      },
    });
  },
);
