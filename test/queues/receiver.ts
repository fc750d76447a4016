import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A message as a receiver got it. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: string;
  readonly event: { readonly id: string; readonly kind: string; readonly applicationId: string };
  /** What it answered. */
  readonly status: number;
}

/** A real HTTP server that a portal might run. */
export interface Receiver {
  readonly url: string;
  readonly got: Received[];
  /** The status it answers with; 0 breaks the connection off. */
  answer: (received: Omit<Received, 'status'>) => number;
  readonly close: () => Promise<void>;
}

/** Opens one that takes everything. */
export async function openReceiver(): Promise<Receiver> {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const url = `http://${request.headers.host}${request.url}`;
      const received = { headers: request.headers, url, body, event: JSON.parse(body || '{}') };
      const status = receiver.answer(received);
      got.push({ ...received, status });
      if (status === 0) request.socket.destroy();
      else
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thanks');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    got,
    answer: () => 204,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return receiver;
}
